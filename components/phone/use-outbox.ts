import { useEffect, useState } from 'react'
import { actOnDuty } from '@/lib/client/duty-api'
import { act, addPhoto, readEvent, sendReport } from '@/lib/client/event-api'
import { Outbox, type OutboxState, type Sender } from '@/lib/client/outbox'
import { openShelf } from '@/lib/client/outbox-store'
import type { Phone } from '@/lib/client/phone'
import { runtime } from '@/lib/client/runtime'

const empty: OutboxState = { waiting: [], sending: null, trouble: null, sent: [] }

/** Sends as whoever the phone is open for, and as nobody else. */
const senderFor = (owner: string): Sender => ({
  report: (event) => sendReport(event, owner),
  duty: (requestId, duty) => actOnDuty(requestId, duty, owner),
  photo: (event, kind, photo) => addPhoto(event, kind, photo, owner),
  act: (requestId, { action, event, note, expectedRevision }) =>
    act(event.id, { requestId, action, expectedRevision, ...(note === undefined ? {} : { note }) }, owner),
})

export type OutboxView = { outbox: Outbox | null; state: OutboxState; numbers: ReadonlyMap<string, string> }

/** The outbox of a phone, and the numbers that its reports have been given. */
export function useOutbox(phone: Phone | null): OutboxView {
  const [outbox, setOutbox] = useState<Outbox | null>(null)
  const [state, setState] = useState<OutboxState>(empty)
  const [numbers, setNumbers] = useState<ReadonlyMap<string, string>>(new Map())
  useEffect(() => {
    if (!phone) return
    const made = new Outbox(openShelf(phone), senderFor(phone.owner), runtime, setState)
    void made.start().then(() => setOutbox(made))
    const online = () => made.sendNow()
    addEventListener('online', online)
    return () => {
      removeEventListener('online', online)
      made.stop()
    }
  }, [phone])
  const newest = state.sent.find(({ kind }) => kind === 'report' || kind === 'find')?.id
  useEffect(() => {
    if (newest === undefined) return
    let current = true
    // a sensitive report is not shown to whoever reports it: then it has arrived, and that is all
    void readEvent(newest).then((answer) => {
      if (current && answer.ok) setNumbers((known) => new Map(known).set(newest, answer.body.caseNumber))
    })
    return () => {
      current = false
    }
  }, [newest])
  return { outbox, state, numbers }
}
