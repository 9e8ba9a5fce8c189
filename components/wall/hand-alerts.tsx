'use client'
import { useMemo } from 'react'
import { SeverityMark } from '@/components/ui/severity-mark'
import { byGravity } from '@/lib/client/alert-news'
import { placeOnMap } from '@/lib/client/alert-place'
import { alertCounts, alertParts, colourName } from '@/lib/client/alert-words'
import type { AlertRows } from '@/lib/client/board'
import { formatDay, formatTime } from '@/lib/client/format'
import type { GridTree } from '@/lib/client/grids'
import { handTexts as texts } from '@/lib/client/messages/hand'
import type { Alert, HiddenAlerts } from '@/lib/domain/alert'
import { civilDate } from '@/lib/domain/clock'
import { Colour } from '@/lib/domain/colour'
import { handSheet } from './hand-sheet'

type Props = { alerts: AlertRows | null; hidden: readonly HiddenAlerts[]; tree: GridTree; now: number; onSelect(code: string | null): void }

/** What holds all grids of an alert, as far down as that is one grid. */
function placeOf({ grids }: Alert, tree: GridTree): string | null {
  const [first = '', ...others] = grids
  for (let length = first.length; length > 0; length--) {
    const code = first.slice(0, length)
    if (tree.byCode.has(code) && others.every((grid) => grid.startsWith(code))) return code
  }
  return null
}

const timeOf = (startedAt: string, now: number): string => {
  const at = Date.parse(startedAt)
  return civilDate(at) === civilDate(now) ? formatTime(at).slice(0, 5) : formatDay(at)
}

/** The alerts that live, those that wait for somebody first; a touch shows where. On a board nobody is named. */
export function HandAlerts({ alerts, hidden, tree, now, onSelect }: Props) {
  const rows = useMemo(() => {
    const rank = ({ state }: Alert) => (state === 'firing' ? 0 : 1)
    return [...(alerts?.values() ?? [])].sort((a, b) => rank(a) - rank(b) || byGravity(a, b))
  }, [alerts])
  if (rows.length + hidden.length === 0) return null
  return (
    <section className={handSheet} data-testid="hand-alerts">
      <h2 className="pb-4 text-18 font-semibold text-ink-1">{texts.alerts(rows.length)}</h2>
      <ol className="-mx-8 flex flex-col">
        {rows.map((alert) => {
          const { what, place } = alertParts(alert, placeOnMap(alert, tree))
          return (
            <li key={alert.id} className="border-t border-line first:border-t-0">
              <button
                type="button"
                title={texts.show(what)}
                data-alert={alert.id}
                onClick={() => onSelect(placeOf(alert, tree))}
                className="flex min-h-56 w-full items-center gap-12 rounded-8 px-8 py-6 text-left active:bg-track"
              >
                <SeverityMark rank={Colour.options.indexOf(alert.colour) + 1} label={colourName(alert.colour)} className="size-28 shrink-0" />
                <span className="min-w-0 flex-1">
                  <span className="block text-15 font-semibold text-ink-1">{what}</span>
                  <span className="block text-14 text-ink-2">{[place, alertCounts(alert)].filter(Boolean).join(' · ')}</span>
                </span>
                <span className="text-right text-14 whitespace-nowrap text-ink-2">
                  <span className="block text-ink-1">{timeOf(alert.startedAt, now)}</span>
                  <span className={alert.state === 'firing' ? 'font-semibold text-ink-1' : ''}>
                    {alert.state === 'firing' ? texts.firing : texts.acknowledged}
                  </span>
                </span>
              </button>
            </li>
          )
        })}
      </ol>
      {hidden.map(({ grid, count }) => (
        <p key={grid} className="pt-6 text-14 text-ink-3">
          {texts.hidden(tree.byCode.get(grid)?.name ?? grid, count)}
        </p>
      ))}
    </section>
  )
}
