'use client'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Table } from '@/components/ui/table'
import { ClearTag } from '@/components/ui/tag'
import { useSorting } from '@/components/ui/use-sorting'
import { sayInAddress } from '@/lib/client/address'
import { formatCount, formatRate } from '@/lib/client/format'
import { placeTexts } from '@/lib/client/messages/places'
import { useAddress } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import { civilDate, DAY_MS, startOfDay } from '@/lib/domain/clock'
import type { Errands } from '@/lib/domain/place'
import { placeRoutes } from '@/lib/domain/routes/places'
import type { SortKeys } from '@/lib/domain/sort-rows'

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
  const query = new URLSearchParams(useAddress() ?? '')
  const period = PERIODS.find((one) => one === query.get('period')) ?? 'month'
  const [of, trips] = [query.get('of'), query.get('trips')]
  const narrowed: Narrowed = { ...(of !== null && { place: of }), ...((trips === 'one' || trips === 'more') && { trips }) }
  const setNarrowed = (to: Narrowed) => sayInAddress({ of: to.place ?? null, trips: to.trips ?? null })
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
            onChange={(next) => sayInAddress({ period: next === 'month' ? null : next, of: null, trips: null })}
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
            title={texts.list(named ?? texts.all)}
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

const PLACE_KEYS: SortKeys<Errands['places'][number], 'place' | 'one' | 'all' | 'rate'> = {
  place: ({ name }) => name,
  one: ({ rate }) => rate.numerator,
  all: ({ rate }) => rate.denominator,
  rate: ({ rate }) => (rate.denominator > 0 ? rate.numerator / rate.denominator : null),
}
const ROW_KEYS: SortKeys<Errands['errands'][number], 'day' | 'matter' | 'trips' | 'place' | 'by'> = {
  day: ({ day }) => day,
  matter: ({ matter }) => matter,
  trips: ({ trips }) => trips,
  place: ({ placeName }) => placeName,
  by: ({ by }) => by,
}

function PlacesTable({ places, onOpen, onNarrow }: { places: Errands['places']; onOpen(place: string): void; onNarrow(to: Narrowed): void }) {
  const { sorted, column } = useSorting(places, PLACE_KEYS, 'places')
  return (
    <Table columns={(['place', 'one', 'all', 'rate'] as const).map((by) => column(by, texts.columns[by]))} testId="errand-places" stacks>
      {sorted.map(({ id, name, rate }) => {
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
  const { sorted, column } = useSorting(errands, ROW_KEYS)
  return (
    <Table columns={(['day', 'matter', 'trips', 'place', 'by'] as const).map((by) => column(by, texts.rows[by]))} testId="errand-rows" stacks>
      {sorted.map(({ id, day, matter, trips, placeName, by }) => (
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
