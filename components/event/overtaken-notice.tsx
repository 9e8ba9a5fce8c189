import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { formatMoment } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import { actionName, type EventWords, stepName } from '@/lib/client/words'
import type { Overtaken } from './use-event'

const { changed } = deskTexts

/**
 * Somebody was faster: what has changed, and the same again on what is there now, where that is still possible. In a form (no `onAgain`)
 * what it says is sent again.
 */
export function OvertakenNotice({
  overtaken: { action, before, after },
  title = changed.title,
  words,
  now,
  onAgain,
  onDismiss,
}: {
  overtaken: Pick<Overtaken, 'action' | 'before' | 'after'>
  title?: string
  words: EventWords
  now: number
  onAgain?: () => void
  onDismiss?: () => void
}) {
  const known = new Set(before.timeline.map((step) => step.revision))
  const news = after.timeline.filter((step) => !known.has(step.revision))
  const name = actionName(action, words)
  const [from, to] = [stateName(before.state, words), stateName(after.state, words)]
  return (
    <Callout role="alert" data-testid="overtaken">
      <p className="font-semibold">{title}</p>
      <p>{from === to ? changed.same(to) : changed.state(from, to)}</p>
      {news.map((step) => (
        <p key={step.revision}>{changed.by(step.actor ?? '', stepName(step.action, words), formatMoment(step.at, now))}</p>
      ))}
      <p className="flex flex-wrap gap-8 pt-4">
        {after.actions.includes(action) ? (
          <Action main type={onAgain ? 'button' : 'submit'} onClick={onAgain} data-testid="again">
            {changed.again(name)}
          </Action>
        ) : (
          <span>{changed.gone(name)}</span>
        )}
        {onDismiss && <Action onClick={onDismiss}>{changed.dismiss}</Action>}
      </p>
    </Callout>
  )
}
