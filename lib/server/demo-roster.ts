import { v5 } from 'uuid'
import { findAccount } from '@/lib/db/accounts/accounts'
import { continueRoster, type RosterPlan } from '@/lib/db/duty/continue-roster'
import { DAY_MS, dayNumber, HOUR_MS, startOfDayNumber } from '@/lib/domain/clock'
import type { DutyPerson, DutyShift } from '@/lib/domain/roster'
import type { LeasedJob } from './job'
import { DUTY_ACCOUNTS } from './people'

const NAMESPACE = '0a7d9c50-2f0b-4a53-9c1f-7e1b1c3c6d21'
/** Two shifts a day, from 8 to 20 and from 20 to 8. */
const SHIFT_MS = 12 * HOUR_MS
const SHIFTS_AT_ONCE = 28
const EVERY_MS = 30_000
/** A hand-over is signed two minutes before its time where it lies in the past, and ten after it where nobody who looks on has done so. */
const EARLY_MS = 2 * 60_000
const LATE_MS = 10 * 60_000

/** The invented people of the county's command centre; the first of each signs in. */
const OFFICERS = ['周明', '李娟', '赵志远', '陈静', '郭海涛']
const LEADERS = ['王建', '孙玉梅', '刘国强']
const NOTES = [
  '本班无未签收预警，设备正常。',
  '新城区一起纠纷已移交派出所，等回话。',
  '白河村基站检修，少报属实。',
  '夜间两起特急已办结，回访未做，请白班跟进。',
  '12345 平台导入较慢，已报技术组。',
]
const pick = <T>(list: readonly T[], n: number): T | undefined => list[((n % list.length) + list.length) % list.length]

type Accounts = { officer: string | null; leader: string | null }

/** The shift of the demonstration with this number since 1970: the same each time. It is signed where it has begun at `now`. */
function shiftOf(number: number, now: number, accounts: Accounts): DutyShift {
  const begins = startOfDayNumber(0) + 8 * HOUR_MS + number * SHIFT_MS
  const person = (names: readonly string[], at: number, account: string | null): DutyPerson => {
    const name = pick(names, at) ?? ''
    return { name, account: name === names[0] ? account : null }
  }
  // the day's leader leads its night too
  const [officer, leader] = [person(OFFICERS, number, accounts.officer), person(LEADERS, Math.floor(number / 2), accounts.leader)]
  const signed = begins > now ? null : { at: begins - EARLY_MS, by: officer.name, note: pick(NOTES, number) ?? null }
  return { id: v5(String(number), NAMESPACE), begins, ends: begins + SHIFT_MS, officer, leader, signed }
}

/** The roster of the demonstration: from the Monday before on, two weeks ahead. */
export function demoRoster(now: number, accounts: Accounts): RosterPlan {
  const monday = dayNumber(now) - ((dayNumber(now) + 3) % 7)
  return {
    aheadMs: 7 * DAY_MS,
    from: startOfDayNumber(monday) - DAY_MS,
    after(time) {
      const first = Math.ceil((time - startOfDayNumber(0) - 8 * HOUR_MS) / SHIFT_MS)
      return Array.from({ length: SHIFTS_AT_ONCE + 4 }, (_, i) => shiftOf(first + i, now, accounts))
    },
    lateMs: LATE_MS,
    noteOf: ({ begins }) => pick(NOTES, Math.floor(begins / SHIFT_MS)) ?? '',
  }
}

/** Keeps the roster of the demonstration going: nobody plans it, and somebody always takes over. */
export function demoRosterJob(): LeasedJob {
  return {
    lease: 'demo-roster',
    everyMs: EVERY_MS,
    wake(run) {
      run()
      return () => {}
    },
    async work(fence) {
      const now = Date.now()
      const idOf = async (username: string) => (await findAccount(username))?.id ?? null
      await continueRoster(fence, demoRoster(now, { officer: await idOf(DUTY_ACCOUNTS.officer), leader: await idOf(DUTY_ACCOUNTS.leader) }), now)
    },
    fault: 'the roster of the demonstration could not be continued',
  }
}
