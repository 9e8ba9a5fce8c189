import { Action } from '@/components/ui/action'
import { screenTexts as texts } from '@/lib/client/messages/screen'
import { ScreenPanel } from '@/lib/domain/screen'

/** As a wall that has not chosen has them, from its left to its right. */
const SHIPPED: readonly ScreenPanel[] = ['classes', 'streets', 'communities', 'alerts', 'ages', 'feed', 'sources']

/** Which panels stand beside the map of a wall, and in which order; null: as shipped. That of the alerts stands on every wall. */
export function ScreenPanels({ value, onChange }: { value: readonly ScreenPanel[] | null; onChange(panels: ScreenPanel[] | null): void }) {
  const chosen = value ?? []
  const left = ScreenPanel.options.filter((id) => !chosen.includes(id))
  const move = (from: number, by: number) => {
    const next = [...chosen]
    const [id] = next.splice(from, 1)
    if (id) next.splice(from + by, 0, id)
    onChange(next)
  }
  return (
    <fieldset className="flex flex-col gap-6" data-testid="screen-panels">
      <label className="inline-flex min-h-28 items-center gap-6 text-ink-1 max-lg:min-h-48">
        <input type="checkbox" checked={value !== null} onChange={(event) => onChange(event.target.checked ? [...SHIPPED] : null)} />
        {texts.ownPanels}
      </label>
      {value !== null && <p className="text-13 text-ink-3">{texts.panelsHint}</p>}
      <ol className="flex flex-col gap-4">
        {chosen.map((id, i) => (
          <li key={id} className="flex flex-wrap items-center gap-8" data-panel={id}>
            <span className="w-120 text-ink-1">
              {i + 1} {texts.panels[id]}
            </span>
            <Action size="small" disabled={i === 0} onClick={() => move(i, -1)}>
              {texts.up}
            </Action>
            <Action size="small" disabled={i === chosen.length - 1} onClick={() => move(i, 1)}>
              {texts.down}
            </Action>
            <Action size="small" disabled={id === 'alerts'} onClick={() => onChange(chosen.filter((one) => one !== id))}>
              {texts.remove}
            </Action>
          </li>
        ))}
      </ol>
      {value !== null && left.length > 0 && (
        <p className="flex flex-wrap gap-6">
          {left.map((id) => (
            <Action key={id} size="small" onClick={() => onChange([...chosen, id])}>
              + {texts.panels[id]}
            </Action>
          ))}
        </p>
      )}
    </fieldset>
  )
}
