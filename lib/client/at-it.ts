import type { EventDetail, StepAction } from '@/lib/domain/event-detail'
import { formatMoment } from './due'
import { atItTexts as texts } from './messages/at-it'
import { type EventWords, partyName } from './words'

/** What somebody has to do with an event: leads, assists, dispatches, watches its card, reported it. */
export type AtItPart = 'lead' | 'assisting' | 'dispatcher' | 'supervisor' | 'reporter'
export type AtIt = { part: AtItPart; name: string; line: string | null }

type Told = Pick<EventDetail, 'lead' | 'assisting' | 'partyNames' | 'timeline' | 'supervision' | 'reporter' | 'words' | 'source' | 'occurredAt'>

/** Who is at an event (谁在办) as far as this reader is told: first who leads it, and whether it was taken since it was given to them. */
export function atItOf(event: Told, words: EventWords, now: number): AtIt[] {
  const { lead, assisting, partyNames, timeline, supervision } = event
  const steps = timeline.toSorted((a, b) => a.revision - b.revision)
  const last = (action: StepAction) => steps.findLast((step) => step.action === action)
  const [given, taken] = [last('dispatch'), last('take')]
  const isTaken = taken !== undefined && taken.revision > (given?.revision ?? 0)
  const who = (name: string | null | undefined, moment: string) => [name, moment].filter(Boolean).join(' · ')
  const rows: AtIt[] = []
  if (lead)
    rows.push({
      part: 'lead',
      name: partyName(lead, words, partyNames),
      line: isTaken ? texts.taken(who(taken.actor, formatMoment(taken.at, now))) : given ? texts.notTaken : null,
    })
  for (const party of assisting ?? []) rows.push({ part: 'assisting', name: partyName(party, words, partyNames), line: texts.lines.assisting })
  if (given?.actor) rows.push({ part: 'dispatcher', name: given.actor, line: texts.given(formatMoment(given.at, now)) })
  if (supervision) rows.push({ part: 'supervisor', name: supervision.supervisor, line: texts.replyBy(formatMoment(supervision.deadline, now)) })
  const reporter = event.words === 'withheld' ? undefined : event.reporter
  const from = reporter || event.source
  if (from) rows.push({ part: 'reporter', name: from, line: texts.reported(formatMoment(event.occurredAt, now)) })
  return rows
}
