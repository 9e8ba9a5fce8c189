import * as z from 'zod/mini'
import { DutyItem } from '@/lib/domain/duty-item'
import { dutyItemRoutes } from '@/lib/domain/routes/duty-items'
import type { Answer } from './event-api'
import { http } from './http'
import type { DutyAct } from './waiting'

const Told = z.object({ item: DutyItem })

/**
 * Does what was written on a phone with an item of a duty, under the id of its request. Whom it was given to may have changed meanwhile: it was done all the same, so
 * it is sent once more on the item as it is, unless somebody else has recorded it.
 */
export async function actOnDuty(requestId: string, { item, action, ...said }: DutyAct, owner?: string): Promise<Answer<unknown>> {
  const send = (expectedRevision: number) =>
    http(dutyItemRoutes.act, { params: { id: item.id }, body: { requestId, action, expectedRevision, ...said }, owner })
  const first = await send(item.revision)
  const now = first.ok ? null : Told.safeParse(first.problem)
  const again = !first.ok && first.code === 'conflict' && now?.success && now.data.item.actions.includes(action) ? now.data.item.revision : null
  const answer = again === null ? first : await send(again)
  return answer.ok ? answer : { ok: false, code: answer.code, message: answer.message, event: null }
}
