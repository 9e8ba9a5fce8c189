import { ClearTag } from '@/components/ui/tag'
import { type Behind, behindPeriod, behindTitle } from '@/lib/client/figures'
import { formatCount } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'

const { behind: texts } = figureTexts

/** A line over the rows of a list. */
export const listBar = 'flex min-h-36 shrink-0 flex-wrap items-center gap-x-10 gap-y-4 px-16 py-4 max-sm:px-12'

/** Which figure a list stands behind, of which period, how many it counts, and how many of them cannot be listed. */
export function BehindBar({ behind, figure, onLeave }: { behind: Behind; figure: { counted: number; listed: number } | null; onLeave(): void }) {
  const period = behindPeriod(behind)
  const unlisted = figure ? figure.counted - figure.listed : 0
  return (
    <div className={listBar} data-testid="behind" data-counted={figure?.counted} data-listed={figure?.listed}>
      <strong>{behindTitle(behind)}</strong>
      {period !== null && <span>{period}</span>}
      {behind.service !== null && <span>{behind.service === '*' ? texts.anyNode : texts.node(behind.service)}</span>}
      {figure && <span>{texts.count(formatCount(figure.counted))}</span>}
      {unlisted > 0 && <span className="text-13 text-ink-3">{texts.unlisted(formatCount(unlisted))}</span>}
      <ClearTag onClick={onLeave} data-testid="leave-figure">
        {texts.close}
      </ClearTag>
    </div>
  )
}
