import { Cap } from '@/components/page/key-caps'
import { listTexts as texts } from '@/lib/client/messages/list'
import { pageTexts } from '@/lib/client/messages/page'
import type { EventAction } from '@/lib/domain/event-actions'

/** `able`: with how many of those that are chosen it can be done. */
type Offer = { action: EventAction; name: string; able: number; cap: string | undefined }

const button = 'flex min-h-32 items-center gap-6 rounded-8 px-12 disabled:opacity-45 max-lg:min-h-44'

/** What can be done with the events that are chosen; what not all of them allow says with how many it goes. */
export function ChosenBar({
  count,
  actions,
  onAct,
  onExport,
  onClose,
}: {
  count: number
  actions: readonly Offer[]
  onAct(action: EventAction): void
  onExport(): void
  onClose(): void
}) {
  const first = actions.find(({ able }) => able === count)
  return (
    <div
      role="toolbar"
      aria-label={texts.selected(count)}
      className="m-12 flex print:hidden min-h-44 flex-wrap items-center gap-4 self-start rounded-10 bg-ink-1 px-16 py-5 text-bg shadow-[0_8px_32px_rgb(8_20_32/28%)]"
      data-testid="chosen-bar"
    >
      <strong className="mr-8 text-bg">{texts.selected(count)}</strong>
      {actions.map((offer) => {
        const { action, name, able, cap } = offer
        return (
          <button
            key={action}
            type="button"
            disabled={able === 0}
            data-bulk={action}
            className={`${button} ${offer === first ? 'bg-bg text-ink-1' : 'enabled:hover:bg-ink-2'}`}
            onClick={() => onAct(action)}
          >
            {texts.part(name, able, count)}
            <Cap cap={cap} />
          </button>
        )
      })}
      <button type="button" className={`${button} hover:bg-ink-2`} onClick={onExport} data-testid="export-chosen">
        {pageTexts.export}
        <Cap cap="x" />
      </button>
      <button type="button" aria-label={texts.deselect} className="min-h-32 rounded-8 px-10 hover:bg-ink-2 max-lg:min-h-44" onClick={onClose}>
        <span aria-hidden>×</span>
      </button>
    </div>
  )
}
