import type * as z from 'zod/mini'
import type { AlertActionIn, AlertDetail } from '@/lib/domain/alert'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import { http, type Refused } from './http'
import { forgetRequest, requestIdOf } from './request-id'

/** An action with what is said with it; times as text. */
export type AlertSaid = Omit<z.input<typeof AlertActionIn>, 'requestId'>
/** An action that got no answer is sent again so often: the same requestId is done once. */
const TRIES = 3

/** Does one action; answers the alert as it is now, or why it was not done. */
export async function actOnAlert(id: string, said: AlertSaid): Promise<{ ok: true; alert: AlertDetail } | Refused> {
  // until it has an answer: nothing else tells a second remark of the same words from the first
  const body = { ...said, requestId: requestIdOf(id, said) }
  for (let attempt = 1; ; attempt++) {
    const answer = await http(alertRoutes.act, { params: { id }, body })
    if (!answer.ok && answer.code === 'lost') {
      if (attempt === TRIES) return answer
      continue
    }
    forgetRequest(id)
    return answer.ok ? { ok: true, alert: answer.body.alert } : answer
  }
}
