import { type Behind, behindPeriod, behindTitle } from '@/lib/client/figures'
import { formatCount } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'

const { behind: texts } = figureTexts

/** Which figure a list stands behind, of which period, how many it counts, and how many of them cannot be listed. */
export function BehindBar({ behind, figure, onLeave }: { behind: Behind; figure: { counted: number; listed: number } | null; onLeave(): void }) {
  const period = behindPeriod(behind)
  const unlisted = figure ? figure.counted - figure.listed : 0
  return (
    <div className="list-bar" data-testid="behind" data-counted={figure?.counted} data-listed={figure?.listed}>
      <strong>{behindTitle(behind)}</strong>
      {period !== null && <span className="num">{period}</span>}
      {behind.service !== null && <span>{behind.service === '*' ? texts.anyNode : texts.node(behind.service)}</span>}
      {figure && <span className="num">{texts.count(formatCount(figure.counted))}</span>}
      {unlisted > 0 && <span className="muted">{texts.unlisted(formatCount(unlisted))}</span>}
      <button type="button" className="tag clear" onClick={onLeave} data-testid="leave-figure">
        {texts.close} ×
      </button>
    </div>
  )
}
