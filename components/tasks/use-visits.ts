import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { http } from '@/lib/client/http'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import type { Phone } from '@/lib/client/phone'
import { DutyItems } from '@/lib/domain/duty-item'
import { dutyItemRoutes } from '@/lib/domain/routes/duty-items'

/** As many as anybody has before them in a month. */
const MAX_VISITS = 200

const Kept = z.omit(DutyItems, { total: true, nextCursor: true })
/** Items of duties that are one's own, with what their forms ask; `null`: not read yet. */
export type VisitsRead = z.infer<typeof Kept> | null

/** What is to be done of the duties of whom the phone is open for, the soonest due first; as it was kept where it cannot be read. `done`: what has gone out from here. */
export function useVisits(phone: Phone | null, enabled: boolean, done: number): VisitsRead {
  const [read, setRead] = useState<VisitsRead>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has gone out is a reason to read
  useEffect(() => {
    if (!phone || !enabled) return
    return lookWhileOpen(async (isOver) => {
      const query = { mine: 'true' as const, state: 'planned,assigned', limit: MAX_VISITS }
      const answer = await http(dutyItemRoutes.items, { query, owner: phone.owner })
      if (isOver()) return
      if (answer.ok) {
        const { items, forms } = answer.body
        setRead({ items, forms })
        return phone.keep('visits', { items, forms })
      }
      const kept = await phone.recall('visits', Kept)
      if (!isOver() && kept) setRead((known) => known ?? kept.value)
    })
  }, [phone, enabled, done])
  return read
}
