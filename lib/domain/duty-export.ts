import { stampOf } from './clock'
import type { DutyItem, DutyState } from './duty-item'
import { CREW_ROLES } from './duty-kinds'
import { type ExportColumn, saidIn } from './event-export'
import type { Words } from './language'
import { LIGHT_LABELS } from './lifecycle-labels'

const w = (zh: string, en: string): Words => ({ zh, en })
/** What the states of items are called. */
export const DUTY_STATES: Readonly<Record<DutyState, Words>> = {
  planned: w('未排期', 'Not planned'),
  assigned: w('已排期', 'Scheduled'),
  done: w('已完成', 'Done'),
  missed: w('未完成', 'Missed'),
  excused: w('免做', 'Excused'),
}
const at = (instant: string | null) => (instant === null ? null : stampOf(Date.parse(instant)))

/** The columns of an export of items: which places of the crew are filled, and nobody's name. */
export const DUTY_COLUMNS: readonly ExportColumn<DutyItem>[] = [
  { label: w('职责', 'Duty'), width: 20, of: ({ duty, dutyEn }, { language }) => (language === 'en' ? dutyEn : duty) },
  { label: w('期间', 'Period'), width: 10, of: ({ period }) => period },
  { label: w('对象', 'Subject'), width: 30, of: ({ subject }, { language }) => (language === 'en' ? subject.nameEn : subject.name) },
  { label: w('所在网格', 'Place'), width: 30, of: ({ grid }, { place }) => place(grid) },
  { label: w('网格编码', 'Grid'), width: 20, of: ({ grid }) => grid },
  { label: w('状态', 'State'), width: 12, of: ({ state }, { language }) => saidIn(language, DUTY_STATES[state]) },
  { label: w('时限', 'Limit'), width: 8, of: ({ light }, { language }) => saidIn(language, LIGHT_LABELS[light]) },
  { label: w('应完成', 'Due'), width: 17, of: ({ dueAt }) => stampOf(Date.parse(dueAt) - 60_000) },
  { label: w('排定时间', 'Scheduled for'), width: 17, of: ({ scheduledFor }) => at(scheduledFor) },
  { label: w('完成时间', 'Done at'), width: 17, of: ({ doneAt }) => at(doneAt) },
  { label: w('上次完成', 'Last done'), width: 17, of: ({ lastDoneAt }) => at(lastDoneAt) },
  {
    label: w('已定人员', 'Filled'),
    width: 24,
    of: ({ crew }, { language }) =>
      crew
        .filter(({ filled }) => filled)
        .map(({ role }) => saidIn(language, CREW_ROLES[role]))
        .join('; '),
  },
  { label: w('走访户数', 'Households'), width: 10, of: ({ households }) => households },
  { label: w('发现问题', 'Findings'), width: 10, of: ({ findings }) => findings },
  { label: w('转为事件', 'Events'), width: 10, of: ({ events }) => events },
  // somebody wrote it
  { label: w('原因', 'Reason'), width: 30, words: true, of: ({ reason }) => reason },
]
