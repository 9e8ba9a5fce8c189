'use client'
import { useMemo } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { byGravity } from '@/lib/client/alert-news'
import { namedPlace } from '@/lib/client/alert-place'
import { alertCounts, alertParts } from '@/lib/client/alert-words'
import type { AlertRows } from '@/lib/client/board'
import { formatSpan } from '@/lib/client/due'
import { alertTexts } from '@/lib/client/messages/alerts'
import type { EventWords } from '@/lib/client/words'
import type { Alert } from '@/lib/domain/alert'
import { groupAlerts } from '@/lib/domain/related-alerts'
import { ColourMark } from './colour-mark'

const SHOWN = 3
const rank = ({ state }: Pick<Alert, 'state'>) => (state === 'firing' ? 0 : 1)

type AlertStripProps = {
  alerts: AlertRows | null
  /** what is told of sensitive ones, a line a street */
  hidden: readonly string[]
  now: number
  /** what grids are called on this page */
  words: Pick<EventWords, 'pathOf'>
}

/** The alerts of one's own area in a line each, related ones in one, what nobody has acknowledged first; nothing where there is none. */
export function AlertStrip({ alerts, hidden, now, words }: AlertStripProps) {
  const all = useMemo(() => [...(alerts?.values() ?? [])].sort((a, b) => rank(a) - rank(b) || byGravity(a, b)), [alerts])
  const groups = useMemo(() => groupAlerts(all), [all])
  if (all.length === 0 && hidden.length === 0) return null
  return (
    <Panel
      title={alertTexts.desk.title}
      note={alertTexts.internal}
      action={
        <Action size="small" href="/alerts">
          {groups.length > SHOWN ? alertTexts.desk.rest(all.length) : alertTexts.desk.all}
        </Action>
      }
      flush
      className="shrink-0 overflow-hidden"
      testId="alert-strip"
    >
      <ul>
        {groups.slice(0, SHOWN).map(({ head: alert, related }) => {
          const { what, place } = alertParts(alert, namedPlace(alert, words))
          return (
            <li key={alert.id} className="border-t border-line first:border-t-0">
              <a
                href={`/alerts?state=${alert.state}&alert=${alert.id}`}
                className="flex min-h-36 items-center gap-10 px-16 py-4 hover:bg-track max-lg:min-h-56 max-sm:px-12"
                data-alert={alert.id}
              >
                <ColourMark colour={alert.colour} className="size-20" />
                <span className="min-w-0 flex-1 truncate" title={alert.headline}>
                  <strong>{what}</strong> {place} <span className="text-13 text-ink-3">{alertCounts(alert)}</span>
                </span>
                {related.length > 0 && <span className="text-13 whitespace-nowrap text-ink-2">{alertTexts.related.count(related.length)}</span>}
                <span className="text-13 whitespace-nowrap text-ink-3 max-sm:hidden">
                  {formatSpan(Math.max(0, now - Date.parse(alert.startedAt)))}
                </span>
                <span className={`text-13 whitespace-nowrap ${alert.state === 'firing' ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>
                  {alert.acknowledgedBy?.name ?? alertTexts.states[alert.state]}
                </span>
              </a>
            </li>
          )
        })}
        {hidden.map((line) => (
          <li key={line} className="border-t border-line px-16 py-8 text-13 text-ink-3 first:border-t-0 max-sm:px-12">
            {line}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
