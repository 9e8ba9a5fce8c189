import * as z from 'zod/mini'
import { DAY_MS } from '@/lib/domain/clock'
import { GridEvent } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'
import type { EventState } from '@/lib/domain/life'
import { makeRandom, uuid } from '@/lib/domain/random'
import { type Api, pause } from './api'
import { dueAt, type FeedPlan } from './feed-plan'

/** A look at the open events of the last days this often; each state's newest page is enough, since they move on. */
const TURN_MS = 5_000
const LOOK_BACK_MS = 3 * DAY_MS
const PAGE = 100
/** Actions in one turn, so that a day that is made up for does not come as one storm. */
const MAX_ACTIONS = 20
/** This share of the demonstration's events is led here; of the others only their source tells. */
const LED = 0.6
/** Of those that are led: rejected with an answer, and sent back once when they are handed in. */
const REJECTED = 0.02
const SENT_BACK = 0.05
/** Chance in a turn that somebody gets to it: half a minute on average. */
const PROMPT = 0.17

const Page = z.object({ events: z.array(GridEvent) })
type Step = { action: EventAction; by: Api } & Record<string, unknown>

/**
 * Leads a part of the demonstration's events through the life cycle, as a county's dispatchers and operators would: accepted and given
 * to the community within minutes, handed in when the plan has them handled, then verified. What happens to an event is drawn from its
 * id, so nothing need be remembered. Returns only by throwing the signal's reason.
 */
export async function leadLives(options: {
  dispatcher: Api
  hands: Api
  plan: FeedPlan
  signal: AbortSignal
  now?: () => number
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}): Promise<never> {
  const { dispatcher, hands, plan, signal, now = Date.now, wait = pause } = options
  const { seed } = plan.model
  const chance = (event: GridEvent, what: string) => makeRandom(seed, what, event.id).next()

  /** What is to be done with an event now; null when it is not its time. */
  function nextStep(event: GridEvent, at: number): Step | null {
    if (event.source !== 'demo' || chance(event, 'led') >= LED) return null
    const prompt = chance(event, `turn ${Math.floor(at / TURN_MS)}`) < PROMPT
    switch (event.state) {
      case 'awaiting_acceptance':
        if (!prompt) return null
        if (chance(event, 'rejected') < REJECTED) return { action: 'reject', by: dispatcher, answer: '经核实不属于网格受理范围，已告知报事人。' }
        return { action: 'accept', by: dispatcher }
      case 'awaiting_dispatch':
        // the community (中) that the event lies in
        return prompt ? { action: 'dispatch', by: dispatcher, lead: { kind: 'grid', id: event.grid.slice(0, 12) } } : null
      case 'handling':
        return at >= dueAt(plan.model, event, plan.end) ? { action: 'hand_in', by: hands, note: '已到现场处置，情况已恢复正常。' } : null
      case 'awaiting_verification':
        if (!prompt) return null
        // the same event is not sent back twice: the draw of its revision falls another way
        if (chance(event, `back ${event.revision}`) < SENT_BACK) return { action: 'send_back', by: dispatcher, reason: '现场照片不清，请补充核实。' }
        return { action: 'verify', by: dispatcher }
      default:
        return null
    }
  }

  // backwards, so that an event moves one step a turn
  const states: readonly EventState[] = ['awaiting_verification', 'handling', 'awaiting_dispatch', 'awaiting_acceptance']
  for (;;) {
    let left = MAX_ACTIONS
    for (const state of states) {
      const from = new Date(now() - LOOK_BACK_MS).toISOString()
      const page = await dispatcher.get(`/events?state=${state}&from=${encodeURIComponent(from)}&limit=${PAGE}`, Page)
      for (const event of page?.events ?? []) {
        const step = left > 0 ? nextStep(event, now()) : null
        if (!step) continue
        const { by, ...input } = step
        const requestId = uuid(makeRandom(seed, 'request', event.id, event.revision))
        left--
        await by.act(event.id, { requestId, expectedRevision: event.revision, ...input })
      }
    }
    await wait(TURN_MS, signal)
    signal.throwIfAborted()
  }
}
