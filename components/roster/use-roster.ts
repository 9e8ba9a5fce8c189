import { useState } from 'react'
import { v4 as uuid } from 'uuid'
import type * as z from 'zod/mini'
import { http } from '@/lib/client/http'
import { rosterTexts } from '@/lib/client/messages/roster'
import { useRoute } from '@/lib/client/use-read'
import { faultWord } from '@/lib/client/word-of'
import type { Roster, RosterIn } from '@/lib/domain/roster'
import { rosterRoutes } from '@/lib/domain/routes/roster'

const POLL_MS = 30_000
const faultOf = (code: string): string => faultWord(rosterTexts.faults, code)

export type RosterView = {
  data: Roster | null
  failed: boolean
  busy: boolean
  /** why the last change was not made, in words */
  fault: string | null
  /** true when it was made */
  change(wanted: z.input<typeof RosterIn>): Promise<boolean>
  sign(shift: string | null, note: string | undefined): Promise<boolean>
  dismiss(): void
  again(): void
}

/** The roster of a time (epoch milliseconds), and what changes it. */
export function useRoster(from: number, to: number): RosterView {
  const query = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  const { data, failed, again } = useRoute(rosterRoutes.read, { query }, { everyMs: POLL_MS })
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const send = async (answered: Promise<{ ok: true } | { ok: false; code: string }>) => {
    setBusy(true)
    setFault(null)
    const answer = await answered
    setBusy(false)
    again()
    if (!answer.ok) setFault(faultOf(answer.code))
    return answer.ok
  }
  return {
    data,
    failed,
    busy,
    fault,
    change: (wanted) => send(http(rosterRoutes.change, { body: wanted })),
    sign: (shift, note) => send(http(rosterRoutes.handOver, { body: { requestId: uuid(), shift, note } })),
    dismiss: () => setFault(null),
    again,
  }
}
