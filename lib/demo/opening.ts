import type { EventIn } from '@/lib/domain/event-in'
import { makeRandom, uuid } from '@/lib/domain/random'
import { episodesBetween, STRETCH_MS } from './episodes'
import { communityOf, type Model } from './history-model'
import type { LifeStep, Living, PlannedLife } from './lives'

/** How long after the end of the history it comes: a first start is ready some half a minute to two minutes after that. */
const AFTER_MS = 180_000

/** What happens to it, by seconds after the report: people who look on see each step. */
const STEPS: readonly (Omit<LifeStep, 'at'> & { after: number })[] = [
  { action: 'accept', after: 25 },
  { action: 'dispatch', after: 55 },
  { action: 'take', after: 85 },
  { action: 'hand_in', after: 175, words: '已到现场关阀断气、疏散群众，燃气公司检修后复测合格。' },
  { action: 'verify', after: 220 },
  { action: 'follow_up', after: 310, satisfied: true, solved: true },
]

/**
 * The one event (特急) that everybody who has just started the demonstration sees from report to end: in the street in which the history
 * ends with a rise, of the gravest type there is. Null where no type is of urgency 1.
 */
export function openingEvent(model: Model, end: number): { event: EventIn; living: Living; life: PlannedLife } | null {
  const random = makeRandom(model.seed, 'opening', end)
  const type = model.types.find(({ urgency }) => urgency === 1)
  const leaf = episodesBetween(model, end, end - STRETCH_MS, end)[0]?.leaves[0] ?? 0
  const at = model.leaves[leaf]
  if (!type || !at) return null
  const id = uuid(random)
  const occurredAt = end + AFTER_MS
  const department = type.lead.split('/')[0] ?? ''
  const event: EventIn = {
    id,
    occurredAt: new Date(occurredAt).toISOString(),
    type: type.code,
    position: model.places.within(random, leaf),
    urgency: 1,
    title: '居民楼道闻到燃气味，疑似泄漏',
    description: '楼道内有明显燃气味，已通知住户开窗、禁用明火，请立即派人处置。',
    source: 'demo',
  }
  const steps = STEPS.map(({ after, ...step }): LifeStep => {
    const party = step.action === 'dispatch' && department !== '' ? { party: { kind: 'department' as const, id: department } } : {}
    return { ...step, ...party, at: occurredAt + after * 1_000 }
  })
  const endsAt = steps.find(({ action }) => action === 'verify')?.at ?? occurredAt
  return { event, living: { id, type, occurredAt, urgency: 1, community: communityOf(at.code) }, life: { steps, endsAt } }
}
