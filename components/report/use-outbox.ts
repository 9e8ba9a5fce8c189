import { useEffect, useState } from 'react'
import { around } from '@/lib/client/around'
import { addPhoto, readEvent, sendReport } from '@/lib/client/event-api'
import { Outbox, type OutboxState } from '@/lib/client/outbox'
import { openShelf } from '@/lib/client/outbox-store'

const empty: OutboxState = { waiting: [], sending: null, trouble: null, sent: [] }

/** The outbox of this phone and account, and the numbers that its reports have been given. */
export function useOutbox(owner: string): { outbox: Outbox | null; state: OutboxState; numbers: ReadonlyMap<string, string> } {
  const [outbox, setOutbox] = useState<Outbox | null>(null)
  const [state, setState] = useState<OutboxState>(empty)
  const [numbers, setNumbers] = useState<ReadonlyMap<string, string>>(new Map())
  useEffect(() => {
    const made = new Outbox(owner, openShelf(), { report: sendReport, photo: addPhoto }, around, setState)
    setOutbox(made)
    void made.start()
    const online = () => made.sendNow()
    addEventListener('online', online)
    return () => {
      removeEventListener('online', online)
      made.stop()
    }
  }, [owner])
  const newest = state.sent[0]?.id
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
