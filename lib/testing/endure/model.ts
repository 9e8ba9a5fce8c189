import type { EventIn } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'
import { ACTIONS } from '@/lib/domain/event-actions'
import type { EventState } from '@/lib/domain/life'
import { type KeptServices, ServicesModel } from './services-model'

/** What a system said of an event in one message; `grid` is where it must count. */
export type Content = { row: EventIn; grid: string }

/**
 * An event whose sender was told that it is kept. `contents` are all that were acknowledged, in any order. `lane`: whether its source says
 * what becomes of it, or people do. `lead`: the party it was given to; `taken`: the lead has begun.
 */
export type ModelEvent = {
  id: string
  sender: string
  lane: 'source' | 'life'
  contents: Content[]
  state: EventState
  lead: string | null
  taken: boolean
}

/** A step of a life that was acknowledged. */
export type ModelStep = { id: string; action: EventAction; lead: string | null }

/** An event as the database must hold it. */
export type ExpectedEvent = Omit<ModelEvent, 'contents' | 'sender' | 'lane' | 'taken'> & {
  grid: string
  type: string
  occurredAt: number
  updatedAt: number | null
}

/** What of a model is kept with a backup. */
export type SavedModel = { events: Map<string, ModelEvent>; steps: Map<string, ModelStep>; services: KeptServices }

/** When its sender says that this content holds from; before everything where it does not say. */
export const updated = ({ row }: Content): number => (row.updatedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(row.updatedAt))

/** The content that holds, whatever came when: the one with the latest `updatedAt`, of which there are never two with the same. */
export function winner(event: Pick<ModelEvent, 'contents'>): Content {
  const [first, ...rest] = event.contents
  if (!first) throw new Error('an event without a content')
  return rest.reduce((best, next) => (updated(next) > updated(best) ? next : best), first)
}

/**
 * The truth, kept outside the server: what it acknowledged, and what it was sent and has not answered yet, which may be there or not.
 * Events are acknowledged when a post was answered, steps when a transition was.
 */
export class Model {
  events = new Map<string, ModelEvent>()
  steps = new Map<string, ModelStep>()
  readonly services = new ServicesModel()
  /** posts and transitions without an answer: ids of events, and request ids */
  readonly unanswered = { events: new Map<string, number>(), steps: new Set<string>() }
  /** acknowledged so far, for the report: also what a restore took back */
  readonly counted = { contents: 0, steps: 0 }

  sending(id: string): void {
    this.unanswered.events.set(id, (this.unanswered.events.get(id) ?? 0) + 1)
  }

  /** The post was answered: the content is kept. */
  acknowledge(sender: string, lane: ModelEvent['lane'], content: Content): void {
    const { id } = content.row
    const left = (this.unanswered.events.get(id) ?? 0) - 1
    if (left > 0) this.unanswered.events.set(id, left)
    else this.unanswered.events.delete(id)
    const known = this.events.get(id)
    this.counted.contents++
    if (!known) this.events.set(id, { id, sender, lane, contents: [content], state: 'awaiting_acceptance', lead: null, taken: false })
    else if (!known.contents.some((c) => updated(c) === updated(content))) known.contents.push(content)
  }

  asking(requestId: string): void {
    this.unanswered.steps.add(requestId)
  }

  /** The transition was answered: done, or refused for good (`step` null). */
  answered(requestId: string, step: ModelStep | null): void {
    this.unanswered.steps.delete(requestId)
    if (!step) return
    this.counted.steps++
    this.steps.set(requestId, step)
    const event = this.events.get(step.id)
    if (!event) throw new Error(`a step of the unknown event ${step.id}`)
    event.state = ACTIONS[step.action].to ?? event.state
    if (step.action === 'dispatch') event.lead = step.lead
    if (step.action === 'return' || step.action === 'reopen') event.lead = null
    if (step.action === 'take' || step.action === 'hand_in') event.taken = true
    if (['dispatch', 'return', 'reopen'].includes(step.action)) event.taken = false
  }

  /** Every event as it must be now. */
  expected(): ExpectedEvent[] {
    return [...this.events.values()].map((event) => {
      const { row, grid } = winner(event)
      const byPeople = event.state !== 'awaiting_acceptance'
      const state = !byPeople && row.handledAt ? 'closed' : event.state
      const updatedAt = row.updatedAt === undefined ? null : Date.parse(row.updatedAt)
      return { id: event.id, state, lead: event.lead, grid, type: row.type, occurredAt: Date.parse(row.occurredAt), updatedAt }
    })
  }

  /** A copy, for a backup that is made while nothing is on its way. */
  save(): SavedModel {
    return { events: structuredClone(this.events), steps: structuredClone(this.steps), services: this.services.save() }
  }

  /** Goes back to the moment of a backup; answers what was acknowledged after it and is gone. */
  restore(saved: SavedModel): { sender: string; lane: ModelEvent['lane']; content: Content }[] {
    const gone = [...this.events.values()].flatMap(({ id, sender, lane, contents }) => {
      const kept = new Set(saved.events.get(id)?.contents.map(updated))
      return contents.filter((content) => !kept.has(updated(content))).map((content) => ({ sender, lane, content }))
    })
    this.events = structuredClone(saved.events)
    this.steps = structuredClone(saved.steps)
    this.services.restore(saved.services)
    return gone
  }
}
