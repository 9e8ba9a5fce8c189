import type { EventState } from '@/lib/domain/life'
import type { ExpectedEvent, ModelStep } from './model'

/** Something that was acknowledged and is not there (or not as it was acknowledged), or that is there more than once. `count`: how many. */
export type Finding = { kind: 'lost' | 'doubled'; count: number; what: string }

/** An event as the database holds it. Times are epoch milliseconds. */
export type StoredEvent = {
  number: number
  revision: number
  id: string
  grid: string
  type: string
  sensitive: boolean
  state: EventState
  handledAt: number | null
  parties: string[]
  occurredAt: number
  updatedAt: number | null
}

export const lost = (what: string, count = 1): Finding => ({ kind: 'lost', count, what })
export const doubled = (what: string, count = 1): Finding => ({ kind: 'doubled', count, what })

/** How many of each kind. */
export function countFindings(findings: readonly Finding[]): { lost: number; doubled: number } {
  const of = (kind: Finding['kind']) => findings.reduce((sum, f) => sum + (f.kind === kind ? f.count : 0), 0)
  return { lost: of('lost'), doubled: of('doubled') }
}

/** Every acknowledged event is there once and as it was acknowledged, and nothing else is; `unanswered` ones may be there or not. */
export function compareEvents(
  expected: readonly ExpectedEvent[],
  stored: readonly StoredEvent[],
  unanswered: { has(id: string): boolean } = new Set<string>(),
): Finding[] {
  const found: Finding[] = []
  const byId = new Map<string, StoredEvent>()
  const wanted = new Map(expected.map((event) => [event.id, event]))
  for (const event of stored) {
    if (byId.has(event.id)) found.push(doubled(`event ${event.id} is there twice, as ${byId.get(event.id)?.number} and ${event.number}`))
    else if (!wanted.has(event.id) && !unanswered.has(event.id))
      found.push(doubled(`event ${event.id} (${event.number}) is there and nobody sent it`))
    byId.set(event.id, event)
  }
  for (const event of expected) {
    const there = byId.get(event.id)
    if (!there) found.push(lost(`event ${event.id} was acknowledged and is not there`))
    else if (!unanswered.has(event.id))
      found.push(...differences(event, there).map((what) => lost(`of event ${event.id} (${there.number}): ${what}`)))
  }
  return found
}

function differences(event: ExpectedEvent, there: StoredEvent): string[] {
  const pairs: [string, unknown, unknown][] = [
    ['grid', event.grid, there.grid],
    ['type', event.type, there.type],
    ['occurredAt', event.occurredAt, there.occurredAt],
    ['updatedAt', event.updatedAt, there.updatedAt],
    ['state', event.state, there.state],
    ['handled', event.state === 'closed' || event.state === 'rejected', there.handledAt !== null],
    ['parties', event.lead ?? '', there.parties.join()],
  ]
  return pairs.flatMap(([name, wanted, is]) => (wanted === is ? [] : [`${name} must be ${wanted} and is ${is}`]))
}

/** Every acknowledged step is there once, and no other; `unanswered` ones may be there or not. */
export function compareSteps(
  expected: ReadonlyMap<string, ModelStep>,
  stored: readonly { requestId: string; id: string; action: string }[],
  unanswered: { has(id: string): boolean } = new Set<string>(),
): Finding[] {
  const found: Finding[] = []
  const seen = new Set<string>()
  for (const { requestId, id, action } of stored) {
    const step = expected.get(requestId)
    if (seen.has(requestId)) found.push(doubled(`step ${requestId} is there twice`))
    else if (!step && !unanswered.has(requestId)) found.push(doubled(`step ${requestId} (${action} of ${id}) is there and was never done`))
    else if (step && (step.action !== action || step.id !== id))
      found.push(lost(`step ${requestId} must be ${step.action} of ${step.id}, not ${action} of ${id}`))
    seen.add(requestId)
  }
  for (const [requestId, { action, id }] of expected)
    if (!seen.has(requestId)) found.push(lost(`step ${requestId} (${action} of ${id}) was acknowledged and is not there`))
  return found
}

/** Counts by name: where one is too small something was lost, where it is too great something was counted twice. */
export function compareCounts(who: string, expected: ReadonlyMap<string, number>, seen: ReadonlyMap<string, number>): Finding[] {
  return [...new Set([...expected.keys(), ...seen.keys()])].flatMap((name) => {
    const more = (seen.get(name) ?? 0) - (expected.get(name) ?? 0)
    if (more === 0) return []
    const what = `${who}: ${name} is ${seen.get(name) ?? 0} and must be ${expected.get(name) ?? 0}`
    return [more < 0 ? lost(what, -more) : doubled(what, more)]
  })
}
