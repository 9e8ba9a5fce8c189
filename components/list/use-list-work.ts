import { useCallback, useState } from 'react'
import { doAction, needsForm } from '@/lib/client/actions'
import type { GridEvent } from '@/lib/domain/event'
import { ACTIONS, type EventAction } from '@/lib/domain/event-actions'
import type { Listed } from './use-listed'

/** Something that was done with an event a moment ago, and where its row stood. */
type Done = { action: EventAction; event: GridEvent; row: Listed; at: number }
export type ListWork = {
  done: Done | null
  /** what was not done a moment ago, and why */
  fault: { action: EventAction; event: GridEvent; code: string; retry(): void } | null
  forgive(): void
  /** what is asked for in a dialog, with the events that it is done with */
  asked: { action: EventAction; events: readonly Listed[] } | null
  /** `rows` with the one that was worked on where it stood, as long as it can be taken back: nothing vanishes under a hand */
  keep(rows: readonly Listed[]): readonly Listed[]
  act(action: EventAction, events: readonly Listed[]): Promise<void>
  takeBack(): Promise<void>
  forget(): void
  close(): void
}

/** What is done with the events of a list. `onMoved`: of what was refused the event has changed, and can be looked at as it is now. */
export function useListWork(rows: readonly Listed[] | null, again: () => void, onMoved: (event: GridEvent) => void): ListWork {
  const [asked, setAsked] = useState<ListWork['asked']>(null)
  const [done, setDone] = useState<Done | null>(null)
  const forget = useCallback(() => setDone(null), [])
  const [fault, setFault] = useState<ListWork['fault']>(null)
  const perform = async (action: EventAction, event: GridEvent, row: Listed, at: number): Promise<void> => {
    setFault(null)
    const answer = await doAction(event, action, {})
    if (!answer.ok) {
      if (answer.event) onMoved(event)
      const now = answer.event ?? event
      return setFault({ action, event, code: answer.code, retry: () => void perform(action, now, row, at) })
    }
    setDone({ action, event: answer.body.event, row: { ...row, ...answer.body.event }, at })
    again()
  }
  return {
    done,
    asked,
    fault,
    forgive: () => setFault(null),
    forget,
    close: () => setAsked(null),
    keep: (now) => (done && !now.some(({ number }) => number === done.row.number) ? now.toSpliced(done.at, 0, done.row) : now),
    async act(action, events) {
      const [first, ...others] = events
      if (!first) return
      if (others.length > 0 || needsForm(action)) return setAsked({ action, events })
      await perform(action, first, first, Math.max(0, rows?.findIndex(({ number }) => number === first.number) ?? 0))
    },
    async takeBack() {
      if (done && ACTIONS[done.action].undoable) await perform('undo', done.event, done.row, done.at)
    },
  }
}
