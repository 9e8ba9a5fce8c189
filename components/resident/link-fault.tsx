import { Failed } from '@/components/page/states'
import { Callout } from '@/components/ui/callout'
import { myOrderTexts } from '@/lib/client/messages/my-orders'

/** The link is known no more; what else may stand in the way passes. */
export const isDead = (code: string): boolean => code === 'unauthenticated' || code === 'not_found'

/** Why nothing came by a link. */
export function LinkFault({ code, onRetry }: { code: string; onRetry(): void }) {
  return isDead(code) ? <Callout role="alert">{myOrderTexts.poster.bad}</Callout> : <Failed code={code} onRetry={onRetry} className="px-4!" />
}
