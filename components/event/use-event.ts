import { useCallback, useEffect, useRef, useState } from 'react'
import { doAction, type Said } from '@/lib/client/actions'
import { addPhoto, readEvent } from '@/lib/client/event-api'
import { hasMovedOn } from '@/lib/client/overtaken'
import type { EventAction } from '@/lib/domain/event-actions'
import type { EventDetail } from '@/lib/domain/event-detail'

/** An action that came too late: the event as it was, as it is, and what was meant. */
export type Overtaken = { action: EventAction; said: Said; before: EventDetail; after: EventDetail }
export type EventView = {
  event: EventDetail | null
  state: 'loading' | 'shown' | 'missing' | 'failed'
  busy: EventAction | null
  overtaken: Overtaken | null
  /** code of the last failure */
  fault: string | null
  /** what was done last, while nothing has followed it */
  done: { action: EventAction; revision: number } | null
  /**
   * Does an action as whoever does it saw the event (`form.seen`; without a form: as it is shown). True when it was done. A form
   * stays open otherwise, and tells by itself that somebody was faster.
   */
  perform(action: EventAction, said: Said, form?: { photos: readonly Blob[]; seen: EventDetail }): Promise<boolean>
  dismiss(): void
  read(): void
}

/** One event, read by its number or id; `news` counts how often somebody said that it may have changed. */
export function useEvent(id: string, news: number, first: EventDetail | null = null): EventView {
  const [event, setEvent] = useState<EventDetail | null>(first)
  const [state, setState] = useState<EventView['state']>(first ? 'shown' : 'loading')
  const [busy, setBusy] = useState<EventAction | null>(null)
  const [overtaken, setOvertaken] = useState<Overtaken | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [done, setDone] = useState<EventView['done']>(null)
  const asked = useRef(0)
  const sent = useRef(new WeakSet<Blob>())

  const read = useCallback(() => {
    const turn = ++asked.current
    void readEvent(id).then((answer) => {
      if (turn !== asked.current) return
      if (answer.ok) {
        setEvent((known) => (known && known.id === answer.body.id && known.revision > answer.body.revision ? known : answer.body))
        setState('shown')
      } else if (answer.code === 'not_found') setState('missing')
      else setState((was) => (was === 'shown' ? was : 'failed'))
    })
  }, [id])
  // biome-ignore lint/correctness/useExhaustiveDependencies: news is a reason to read
  useEffect(read, [read, news])

  const perform = async (action: EventAction, said: Said, form?: { photos: readonly Blob[]; seen: EventDetail }) => {
    const seen = form?.seen ?? event
    if (!seen || busy) return false
    setBusy(action)
    setFault(null)
    setDone(null)
    // first what is to be looked at: whoever hands on may see the event no longer
    for (const photo of form?.photos ?? []) {
      // a form that is sent again brings the same photos
      if (sent.current.has(photo)) continue
      const kept = await addPhoto(seen.id, 'result', photo)
      if (kept.ok) {
        sent.current.add(photo)
        continue
      }
      setBusy(null)
      setFault(kept.code)
      return false
    }
    let answer = await doAction(seen, action, said)
    // the passing of a deadline is no reason to ask again
    if (!answer.ok && answer.event && !hasMovedOn(seen, answer.event) && answer.event.actions.includes(action))
      answer = await doAction(answer.event, action, said)
    setBusy(null)
    if (answer.ok) {
      asked.current++
      setEvent(answer.body.event)
      setOvertaken(null)
      setDone({ action, revision: answer.body.event.revision })
      return true
    }
    if (answer.code === 'conflict' && answer.event) {
      asked.current++
      if (!form) setOvertaken({ action, said, before: seen, after: answer.event })
      setEvent(answer.event)
    } else setFault(answer.code)
    return false
  }
  const dismiss = () => {
    setOvertaken(null)
    setFault(null)
    setDone(null)
  }
  const followed = done !== null && event?.timeline.some(({ revision, action }) => revision > done.revision && action !== 'remind')
  return { event, state, busy, overtaken, fault, done: followed ? null : done, perform, dismiss, read }
}
