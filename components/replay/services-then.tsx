import { useEffect, useRef, useState } from 'react'
import { formatCount, formatTime } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { serviceFiguresRoutes } from '@/lib/domain/routes/service-figures'
import type { ServicesThen as Figures } from '@/lib/domain/service-figures'
import { Panel } from '../ui/panel'

/** What moves slowly is asked for when a moment has stood so long … */
const DEBOUNCE_MS = 300
/** … and so often while the machine plays. */
const MIN_INTERVAL_MS = 2_000

/** Visits and orders as they stood at a moment (epoch milliseconds), or at one a little before it while the machine plays. */
function useServices(at: number | null): Figures | null {
  const [figures, setFigures] = useState<Figures | null>(null)
  const asked = useRef({ at: 0, turn: 0 })
  useEffect(() => {
    if (at === null) return
    const ask = async () => {
      const turn = asked.current.turn + 1
      asked.current = { at: Date.now(), turn }
      const answer = await http(serviceFiguresRoutes.past, { query: { at: new Date(at).toISOString() } })
      if (turn === asked.current.turn) setFigures(answer.ok ? answer.body : null)
    }
    const timer = setTimeout(() => void ask(), Date.now() - asked.current.at > MIN_INTERVAL_MS ? 0 : DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [at])
  return figures
}

/** What was being done for residents then: visits of the month, orders that were open. Its time is that of its own answer. */
export function ServicesThen({ at }: { at: number | null }) {
  const figures = useServices(at)
  const { serviceParts: parts } = texts
  const visits = figures?.visits ?? null
  const orders = figures?.orders ?? null
  const shown: readonly (readonly [name: string, label: string, value: string])[] = [
    ['visited', parts.visited, visits ? `${formatCount(visits.done.numerator)} / ${formatCount(visits.done.denominator)}` : '—'],
    ['overdue', parts.overdue, visits ? formatCount(visits.overdue) : '—'],
    ['open', parts.open, orders ? formatCount(orders.waiting + orders.offered + orders.serving + orders.rating) : '—'],
    ['served', parts.served, orders ? formatCount(orders.served) : '—'],
  ]
  return (
    <Panel
      title={texts.services}
      note={texts.servicesNote}
      testId="services-then"
      className="shrink-0"
      {...(figures && { asOf: formatTime(Date.parse(figures.at)).slice(0, 5) })}
    >
      <dl className="flex justify-between gap-12">
        {shown.map(([name, label, value]) => (
          <div key={name} data-testid={`services-${name}`}>
            <dt className="text-1 whitespace-nowrap text-ink-3">{label}</dt>
            <dd className="text-3 font-semibold whitespace-nowrap text-ink-1">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
