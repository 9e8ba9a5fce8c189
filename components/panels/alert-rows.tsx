import { useMemo } from 'react'
import { useClock, useScene } from '@/components/wall/scene'
import { byGravity } from '@/lib/client/alert-news'
import { placeOnMap } from '@/lib/client/alert-place'
import { alertParts, colourName } from '@/lib/client/alert-words'
import { formatDay, formatTime } from '@/lib/client/format'
import { alertTexts } from '@/lib/client/messages/alerts'
import { useStore } from '@/lib/client/use-store'
import type { Alert } from '@/lib/domain/alert'
import { civilDate } from '@/lib/domain/clock'
import { Colour } from '@/lib/domain/colour'
import { groupAlerts } from '@/lib/domain/related-alerts'
import { Panel } from '../ui/panel'
import { SeverityMark } from '../ui/severity-mark'

/** The words of the panel, which are its own (alerts-panel.tsx). */
type Texts = {
  title: string
  note(n: number): string
  firing: string
  acknowledged: string
  more(n: number): string
  hidden(street: string, n: number): string
}

const SHOWN = 4
const rank = ({ state }: Alert) => (state === 'firing' ? 0 : 1)

/** HH:MM of today, the day of another one. */
function timeOf(startedAt: string, now: number): string {
  const at = Date.parse(startedAt)
  return civilDate(at) === civilDate(now) ? formatTime(at).slice(0, 5) : formatDay(at)
}

/** The alerts that live, related ones in one row: colour, what, where, since when, and whether somebody has acknowledged it; on a wall nobody is named. */
export default function AlertRows({ className, texts }: { className: string; texts: Texts }) {
  const { world } = useScene()
  const living = useStore(world.live, (s) => s.alerts)
  const asOf = useStore(world.live, (s) => s.board?.asOf ?? null)
  const hidden = useStore(world.live, (s) => s.hidden)
  const tree = useStore(world.scenery, (s) => s.tree)
  const now = useClock()
  const groups = useMemo(() => groupAlerts([...(living?.values() ?? [])].sort((a, b) => rank(a) - rank(b) || byGravity(a, b))), [living])
  const shown = groups.slice(0, SHOWN)
  // those that stand under a row that is shown are no more beside it
  const more = groups.slice(SHOWN).reduce((sum, { related }) => sum + 1 + related.length, 0)
  return (
    <Panel title={texts.title} note={texts.note(living?.size ?? 0)} asOf={formatTime(asOf)} testId="alerts" className={className}>
      <ol className="-mx-10 flex flex-col">
        {shown.map(({ head: alert, related }) => {
          const { what, place } = alertParts(alert, placeOnMap(alert, tree))
          const calls = alert.state === 'firing'
          return (
            <li
              key={alert.id}
              data-testid="alert-line"
              data-colour={alert.colour}
              data-state={alert.state}
              className={`flex h-60 items-center gap-14 rounded-chip px-10 ${calls && alert.colour === 'red' ? 'bg-[color-mix(in_srgb,transparent,var(--sev-1)_24%)]' : ''}`}
            >
              <SeverityMark rank={Colour.options.indexOf(alert.colour) + 1} label={colourName(alert.colour)} className="size-30" />
              <span className="min-w-0 flex-1" title={`${what} ${place}`}>
                <span className="flex gap-14 text-2 text-ink-1">
                  <span className="min-w-0 flex-1 truncate font-semibold">{what}</span>
                  {timeOf(alert.startedAt, now)}
                </span>
                <span className="flex gap-14 text-1 text-ink-2">
                  <span className="min-w-0 flex-1 truncate">{place}</span>
                  <span className={calls ? 'font-semibold text-ink-1' : ''}>
                    {[related.length > 0 ? alertTexts.related.count(related.length) : null, calls ? texts.firing : texts.acknowledged]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </span>
              </span>
            </li>
          )
        })}
      </ol>
      {more > 0 && <p className="pt-4 text-1 text-ink-3">{texts.more(more)}</p>}
      {hidden.map(({ grid, count }) => (
        <p key={grid} className="text-1 text-ink-3">
          {texts.hidden(tree?.byCode.get(grid)?.name ?? grid, count)}
        </p>
      ))}
    </Panel>
  )
}
