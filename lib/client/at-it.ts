import type { EventDetail, StepAction } from '@/lib/domain/event-detail'
import { partyKey } from '@/lib/domain/life'
import { formatDeadline, formatMoment } from './due'
import { atItTexts as texts } from './messages/at-it'
import { toldText } from './untold'
import { type EventWords, partyName, stageName } from './words'

/** What somebody has to do with an event: leads, assists, dispatches, watches its card, reported it. */
export type AtItPart = 'lead' | 'assisting' | 'dispatcher' | 'supervisor' | 'reporter'
export type AtIt = { part: AtItPart; name: string; line: string | null }

type Told = Pick<EventDetail, 'lead' | 'assisting' | 'partyNames' | 'timeline' | 'supervision' | 'reporter' | 'words' | 'source' | 'occurredAt'>

/** Whoever had an event for some of the stages that its source tells of, one after the other, and what was done meanwhile. */
export type Held = { name: string; assisting: string[]; stages: { name: string; at: string }[] }

/** Who had it at each stage that its source tells of with a party, in order of time; stages of one party one after the other are one. */
export function heldOf({ stages, partyNames }: Pick<EventDetail, 'stages' | 'partyNames'>, words: EventWords): Held[] {
  const runs: (Held & { key: string })[] = []
  for (const { action, at, party, assisting } of stages) {
    if (!party) continue
    const stage = { name: stageName(action, words), at }
    const key = [party, ...assisting].map(partyKey).join()
    const last = runs.at(-1)
    // who assists is told by a dispatch alone
    if (last && (last.key === key || (assisting.length === 0 && last.key.startsWith(`${key},`)))) last.stages.push(stage)
    else
      runs.push({
        key,
        name: partyName(party, words, partyNames),
        assisting: assisting.map((one) => partyName(one, words, partyNames)),
        stages: [stage],
      })
  }
  return runs.map(({ key: _, ...held }) => held)
}

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
  if (supervision)
    rows.push({ part: 'supervisor', name: toldText(supervision.supervisor), line: texts.replyBy(formatDeadline(supervision.deadline, now)) })
  const reporter = event.words === 'withheld' ? undefined : event.reporter
  const from = reporter || event.source
  if (from) rows.push({ part: 'reporter', name: from, line: texts.reported(formatMoment(event.occurredAt, now)) })
  return rows
}
