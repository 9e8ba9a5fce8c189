import type { CalendarDay } from './calendar'
import { civilDate, dayNumber, startOfDayNumber } from './clock'

type Holiday = [name: string, first: string, last: string, ...workdays: string[]]
type Notice = { year: number; number: string; issued: string; holidays: readonly Holiday[] }

/**
 * The yearly notices of the State Council's General Office (国务院办公厅关于部分节假日安排的通知), day by day as published. 元旦 may begin in
 * the year before. The notice for 2027 was not published when this table was made: a calendar does not cover that year before it is imported.
 */
export const HOLIDAY_NOTICES: readonly Notice[] = [
  {
    year: 2023,
    number: '国办发明电〔2022〕16号',
    issued: '2022-12-08',
    holidays: [
      ['元旦', '2022-12-31', '2023-01-02'],
      ['春节', '2023-01-21', '2023-01-27', '2023-01-28', '2023-01-29'],
      ['清明节', '2023-04-05', '2023-04-05'],
      ['劳动节', '2023-04-29', '2023-05-03', '2023-04-23', '2023-05-06'],
      ['端午节', '2023-06-22', '2023-06-24', '2023-06-25'],
      ['中秋节、国庆节', '2023-09-29', '2023-10-06', '2023-10-07', '2023-10-08'],
    ],
  },
  {
    year: 2024,
    number: '国办发明电〔2023〕7号',
    issued: '2023-10-25',
    holidays: [
      ['元旦', '2023-12-30', '2024-01-01'],
      ['春节', '2024-02-10', '2024-02-17', '2024-02-04', '2024-02-18'],
      ['清明节', '2024-04-04', '2024-04-06', '2024-04-07'],
      ['劳动节', '2024-05-01', '2024-05-05', '2024-04-28', '2024-05-11'],
      ['端午节', '2024-06-08', '2024-06-10'],
      ['中秋节', '2024-09-15', '2024-09-17', '2024-09-14'],
      ['国庆节', '2024-10-01', '2024-10-07', '2024-09-29', '2024-10-12'],
    ],
  },
  {
    year: 2025,
    number: '国办发明电〔2024〕12号',
    issued: '2024-11-12',
    holidays: [
      ['元旦', '2025-01-01', '2025-01-01'],
      ['春节', '2025-01-28', '2025-02-04', '2025-01-26', '2025-02-08'],
      ['清明节', '2025-04-04', '2025-04-06'],
      ['劳动节', '2025-05-01', '2025-05-05', '2025-04-27'],
      ['端午节', '2025-05-31', '2025-06-02'],
      ['国庆节、中秋节', '2025-10-01', '2025-10-08', '2025-09-28', '2025-10-11'],
    ],
  },
  {
    year: 2026,
    number: '国办发明电〔2025〕7号',
    issued: '2025-11-04',
    holidays: [
      ['元旦', '2026-01-01', '2026-01-03', '2026-01-04'],
      ['春节', '2026-02-15', '2026-02-23', '2026-02-14', '2026-02-28'],
      ['清明节', '2026-04-04', '2026-04-06'],
      ['劳动节', '2026-05-01', '2026-05-05', '2026-05-09'],
      ['端午节', '2026-06-19', '2026-06-21'],
      ['中秋节', '2026-09-25', '2026-09-27'],
      ['国庆节', '2026-10-01', '2026-10-07', '2026-09-20', '2026-10-10'],
    ],
  },
]

const numberOf = (date: string) => dayNumber(Date.parse(`${date}T00:00:00+08:00`))
const span = (first: string, last: string) => {
  const from = numberOf(first)
  return Array.from({ length: numberOf(last) - from + 1 }, (_, i) => civilDate(startOfDayNumber(from + i)))
}

/** Every published holiday and working weekend (调休上班), by date: what a calendar starts with. */
export const PUBLISHED_DAYS: readonly CalendarDay[] = HOLIDAY_NOTICES.flatMap(({ holidays }) =>
  holidays.flatMap(([name, first, last, ...workdays]): CalendarDay[] => [
    ...span(first, last).map((date): CalendarDay => ({ date, kind: 'holiday', name })),
    ...workdays.map((date): CalendarDay => ({ date, kind: 'workday', name })),
  ]),
).sort((a, b) => (a.date < b.date ? -1 : 1))
