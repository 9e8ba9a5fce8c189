'use client'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Table } from '@/components/ui/table'
import { ClearTag } from '@/components/ui/tag'
import { formatCount, formatRate } from '@/lib/client/format'
import { placeTexts } from '@/lib/client/messages/places'
import { useRoute } from '@/lib/client/use-read'
import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { Errands } from '@/lib/domain/place'
import { placeRoutes } from '@/lib/domain/routes/places'

const { errands: texts } = placeTexts
const PERIODS = ['month', 'last', 'quarter'] as const
type Period = (typeof PERIODS)[number]

/** The days of a period, both taken. */
function daysOf(period: Period, now: number): { from: string; to: string } {
  const today = civilDate(now)
  const first = `${today.slice(0, 8)}01`
  if (period === 'month') return { from: first, to: today }
  if (period === 'quarter') return { from: civilDate(now - 89 * DAY_MS), to: today }
  const last = civilDate(startOfDay(Date.parse(`${first}T00:00:00+08:00`)) - DAY_MS)
  return { from: `${last.slice(0, 8)}01`, to: last }
}

type Narrowed = { place?: string; trips?: 'one' | 'more' }
const open = 'underline decoration-line-strong underline-offset-4 hover:decoration-ink-1 max-lg:min-h-44'

/** What was dealt with for people (代办): how much of it took them one trip, by place, each number with the list behind it. */
export function ErrandsView({ within, onOpen }: { within: string | null; onOpen(place: string): void }) {
  const [period, setPeriod] = useState<Period>('month')
  const [narrowed, setNarrowed] = useState<Narrowed>({})
  const [now] = useState(() => Date.now())
  const days = { within: within ?? undefined, ...daysOf(period, now) }
  const { data, fault, again } = useRoute(placeRoutes.errands, { query: days })
  const list = useRoute(placeRoutes.errands, { query: { ...days, ...narrowed } })
  const named = data?.places.find(({ id }) => id === narrowed.place)?.name
  const { value, unit } = formatRate(data?.rate.numerator ?? 0, data?.rate.denominator ?? 0)
  return (
    <>
      <Panel
        title={texts.rate}
        testId="errands"
        action={
          <ViewSwitch
            label={texts.period}
            value={period}
            options={PERIODS.map((one) => ({ value: one, label: texts.periods[one] }))}
            onChange={(next) => {
              setPeriod(next)
              setNarrowed({})
            }}
            testId="errand-period"
          />
        }
      >
        {fault !== null ? (
          <Failed code={fault.code} onRetry={again} />
        ) : data === null ? (
          <Waiting />
        ) : (
          <p className="flex flex-wrap items-baseline gap-x-12 gap-y-4">
            <strong className="text-[1.75rem] leading-36 font-semibold text-ink-1 tabular-nums" data-testid="one-trip">
              {value}
              <span className="text-16">{unit}</span>
            </strong>
            <button type="button" className={open} onClick={() => setNarrowed({})}>
              {texts.fraction(formatCount(data.rate.numerator), formatCount(data.rate.denominator))}
            </button>
            <span className="text-13 text-ink-3">{texts.about}</span>
          </p>
        )}
      </Panel>
      {data && data.places.length === 0 && (
        <Panel flush>
          <Empty testId="no-errands">{texts.none}</Empty>
        </Panel>
      )}
      {data && data.places.length > 0 && (
        <div className="grid items-start gap-12 lg:grid-cols-2">
          <Panel title={texts.places} flush className="overflow-hidden">
            <PlacesTable places={data.places} onOpen={onOpen} onNarrow={setNarrowed} />
          </Panel>
          <Panel
            title={texts.list(named ?? placeTexts.all)}
            note={texts.listed}
            action={
              narrowed.place !== undefined || narrowed.trips !== undefined ? (
                <ClearTag onClick={() => setNarrowed({})}>{named ?? texts.columns.one}</ClearTag>
              ) : undefined
            }
            flush
            className="overflow-hidden"
          >
            {list.fault !== null ? (
              <Failed code={list.fault.code} onRetry={list.again} />
            ) : list.data === null ? (
              <Waiting />
            ) : (
              <ErrandRows errands={list.data.errands} />
            )}
          </Panel>
        </div>
      )}
    </>
  )
}

function PlacesTable({ places, onOpen, onNarrow }: { places: Errands['places']; onOpen(place: string): void; onNarrow(to: Narrowed): void }) {
  return (
    <Table columns={[texts.columns.place, texts.columns.one, texts.columns.all, texts.columns.rate]} testId="errand-places" stacks>
      {places.map(({ id, name, rate }) => {
        const { value, unit } = formatRate(rate.numerator, rate.denominator)
        return (
          <tr key={id}>
            <td>
              <button type="button" className={open} onClick={() => onOpen(id)}>
                {name}
              </button>
            </td>
            <td data-label={texts.columns.one} className="tabular-nums">
              <button type="button" className={open} onClick={() => onNarrow({ place: id, trips: 'one' })}>
                {formatCount(rate.numerator)}
              </button>
            </td>
            <td data-label={texts.columns.all} className="tabular-nums">
              <button type="button" className={open} onClick={() => onNarrow({ place: id })}>
                {formatCount(rate.denominator)}
              </button>
            </td>
            <td data-label={texts.columns.rate} className="tabular-nums">{`${value}${unit}`}</td>
          </tr>
        )
      })}
    </Table>
  )
}

function ErrandRows({ errands }: { errands: Errands['errands'] }) {
  return (
    <Table columns={[texts.rows.day, texts.rows.matter, texts.rows.trips, texts.rows.place, texts.rows.by]} testId="errand-rows" stacks>
      {errands.map(({ id, day, matter, trips, placeName, by }) => (
        <tr key={id}>
          <td className="whitespace-nowrap">{day}</td>
          <td data-label={texts.rows.matter}>{matter}</td>
          <td data-label={texts.rows.trips}>{texts.trips(trips)}</td>
          <td data-label={texts.rows.place}>{placeName}</td>
          <td data-label={texts.rows.by}>{by}</td>
        </tr>
      ))}
    </Table>
  )
}
