import type { ReactNode } from 'react'
import { useScene } from '@/components/wall/scene'
import { formatCount, formatTime } from '@/lib/client/format'
import { serviceFigureTexts as texts } from '@/lib/client/messages/service-figures'
import { useRoute } from '@/lib/client/use-read'
import { serviceFiguresRoutes } from '@/lib/domain/routes/service-figures'
import type { ServiceFigures } from '@/lib/domain/service-figures'
import type { Share } from '@/lib/domain/share'
import { Bar } from '../ui/bar'
import { Panel } from '../ui/panel'
import { Rolling } from '../ui/rolling'

/** They move slowly, and three panels share one answer. */
const POLL_MS = 60_000

const rate = ({ numerator, denominator }: Share) => (denominator === 0 ? texts.none : texts.percent(((100 * numerator) / denominator).toFixed(1)))
const part = ({ numerator, denominator }: Share) => texts.part(formatCount(numerator), formatCount(denominator))

/** A rate with what it is of, as a number, its parts and a bar. */
function Rate({ label, share, name }: { label: string; share: Share; name: string }) {
  return (
    <div className="flex flex-col gap-4" data-testid={name} data-numerator={share.numerator} data-denominator={share.denominator}>
      <span className="flex items-baseline gap-8 whitespace-nowrap">
        <span className="text-2 text-ink-2">{label}</span>
        <Rolling value={rate(share)} className="text-3 font-semibold text-ink-1" />
        <span className="ml-auto text-1 text-ink-3">{part(share)}</span>
      </span>
      <Bar share={share.denominator === 0 ? null : share.numerator / share.denominator} className="h-8" />
    </div>
  )
}

/** Figures side by side, each under what it is called. */
function Row({ figures }: { figures: readonly (readonly [name: string, label: string, value: number])[] }) {
  return (
    <dl className="flex justify-between gap-12">
      {figures.map(([name, label, value]) => (
        <div key={name} data-testid={name}>
          <dt className="text-1 whitespace-nowrap text-ink-3">{label}</dt>
          <dd>
            <Rolling value={formatCount(value)} className="text-3 font-semibold text-ink-1" />
          </dd>
        </div>
      ))}
    </dl>
  )
}

const parts: Record<'visits' | 'orders' | 'organisation', (figures: ServiceFigures) => ReactNode> = {
  visits: ({ visits }) =>
    visits === null ? (
      <p className="text-2 text-ink-3">{texts.visits.none}</p>
    ) : (
      <>
        <Rate name="visits-done" label={texts.visits.done} share={visits.done} />
        <Row
          figures={[
            ['visits-assigned', texts.visits.assigned, visits.assigned],
            ['visits-overdue', texts.visits.overdue, visits.overdue],
            ['visits-found', texts.visits.found, visits.found],
            ['visits-events', texts.visits.events, visits.events],
          ]}
        />
      </>
    ),
  orders: ({ orders }) => (
    <>
      <Row
        figures={[
          ['orders-waiting', texts.orders.waiting, orders.waiting],
          ['orders-offered', texts.orders.offered, orders.offered],
          ['orders-serving', texts.orders.serving, orders.serving],
          ['orders-rating', texts.orders.rating, orders.rating],
        ]}
      />
      <Rate name="orders-response" label={texts.orders.response} share={orders.response} />
      <Rate name="orders-completion" label={texts.orders.completion} share={orders.completion} />
    </>
  ),
  organisation: ({ units }) => (
    <>
      <Row
        figures={[
          ['units', texts.units.units, units.units],
          ['members', texts.units.members, units.members],
          ['registered', texts.units.registered, units.registered],
        ]}
      />
      <Rate name="grids-covered" label={texts.units.covered} share={units.grids} />
    </>
  ),
}

/** Visits, orders or units of the wall's area, as they were told a minute ago at most; the time is that of the answer. */
export default function ServiceFiguresPanel({ of, className }: { of: keyof typeof parts; className: string }) {
  const { painted } = useScene()
  const { data: figures, failed } = useRoute(serviceFiguresRoutes.now, {}, { everyMs: POLL_MS, enabled: painted })
  const { title, note } = texts.panels[of]
  return (
    <Panel
      title={title}
      note={failed ? texts.failed : note}
      {...(figures && { asOf: formatTime(Date.parse(figures.asOf)) })}
      testId={of}
      className={className}
    >
      <div className="flex flex-1 flex-col justify-around gap-10">{figures && parts[of](figures)}</div>
    </Panel>
  )
}
