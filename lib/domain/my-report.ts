import { DAY_MS, dayNumber } from './clock'
import type { PlacedLife } from './life-event'
import type { MyNow, MyReport, MyStep } from './my'
import type { SubmissionState } from './submission'

/** What is known of a resident's report. `life`: of the event that it became. Times are epoch milliseconds. */
export type Reported = {
  state: SubmissionState
  sentAt: number
  answer: string | null
  solved: boolean | null
  solvedAt: number | null
  life: PlacedLife | null
}

type Told = Pick<MyReport, 'step' | 'now' | 'times' | 'lateDays' | 'urged' | 'answer' | 'solved'>

/** When the clock that runs for a report runs out; null: none runs, or what it waits for is not the workers' to hasten. */
function dueAt({ state, deadline, stageClock }: PlacedLife): number | null {
  if (state === 'awaiting_acceptance' || state === 'awaiting_dispatch') return stageClock?.by ?? null
  return state === 'handling' ? deadline : null
}

/** Days that something is late, by the calendar of the county: from the first minute on it is one. */
const daysLate = (due: number | null, now: number): number => (due === null || now <= due ? 0 : Math.max(1, dayNumber(now) - dayNumber(due)))

function stepOf({ state, takenAt }: PlacedLife): { step: MyStep; now: MyNow } {
  switch (state) {
    case 'awaiting_acceptance':
    case 'awaiting_dispatch':
      return { step: 'received', now: 'arranging' }
    case 'handling':
      return takenAt === null ? { step: 'assigned', now: 'assigned' } : { step: 'working', now: 'working' }
    case 'suspended':
      return { step: 'working', now: 'paused' }
    case 'awaiting_verification':
      return { step: 'working', now: 'checking' }
    case 'closed':
      return { step: 'done', now: 'done' }
    case 'rejected':
      return { step: 'ended', now: 'refused' }
    case 'void':
      return { step: 'ended', now: 'dropped' }
  }
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

/**
 * A report as its resident is told of it: four steps with their times, how late it is, and what happens now. Whether it is solved counts as said after the
 * end that it has now: what was reopened and done again is asked about again.
 */
export function toldReport({ state, sentAt, answer, solved, solvedAt, life }: Reported, now: number): Told {
  const received = new Date(sentAt).toISOString()
  const none = { times: { received, assigned: null, working: null, done: null }, lateDays: 0, urged: false, solved: null }
  if (state === 'refused') return { ...none, step: 'ended', now: 'refused', answer }
  if (life === null) return { ...none, step: 'received', now: 'unread', answer: null }
  const done = life.state === 'closed' ? life.closedAt : null
  return {
    ...stepOf(life),
    times: { received, assigned: iso(life.dispatchedAt), working: iso(life.takenAt), done: iso(done) },
    lateDays: daysLate(dueAt(life), now),
    urged: life.reminders > 0 || life.supervision !== null,
    answer: life.state === 'rejected' ? life.answer : null,
    solved: done !== null && solvedAt !== null && solvedAt >= done ? solved : null,
  }
}

/** How long after its end somebody is asked whether it is solved. */
export const ASK_MS = 30 * DAY_MS
