import type { EventDetail, EventStep } from '@/lib/domain/event-detail'

/** Who did what with how many of the events first, where that is why they were refused. */
export type Forestalled = { actor: string; action: EventStep['action']; count: number }

/** The newest step of an event after the revision that was seen, by somebody who is named. */
function newStep({ timeline }: Pick<EventDetail, 'timeline'>, seen: number): EventStep | null {
  const news = timeline.filter(({ revision, actor }) => revision > seen && actor !== null && actor !== '')
  return news.reduce<EventStep | null>((last, step) => (last && last.revision > step.revision ? last : step), null)
}

/** What was to be done with an event as it was seen, and the event as it is, where the refusal told it. */
type RefusedRow = { event: { revision: number }; refusal: { event: Pick<EventDetail, 'timeline'> | null } }

/** Of what was refused: by whom it had been moved on meanwhile, the most first. Names are those that the timelines tell. */
export function forestalledBy(refused: readonly RefusedRow[]): Forestalled[] {
  const found = new Map<string, Forestalled>()
  for (const { event, refusal } of refused) {
    const step = refusal.event && newStep(refusal.event, event.revision)
    if (!step || step.actor === null) continue
    const key = JSON.stringify([step.actor, step.action])
    const { count } = found.get(key) ?? { count: 0 }
    found.set(key, { actor: step.actor, action: step.action, count: count + 1 })
  }
  return [...found.values()].sort((a, b) => b.count - a.count)
}
