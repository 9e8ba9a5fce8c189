'use client'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { useSorting } from '@/components/ui/use-sorting'
import { sayInAddress } from '@/lib/client/address'
import { formatCount, formatRate } from '@/lib/client/format'
import type { GridShape } from '@/lib/client/grids'
import { said } from '@/lib/client/language'
import { placeTexts } from '@/lib/client/messages/places'
import { kindName, metersText, serviceName } from '@/lib/client/place-words'
import { useAddress } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import { PlaceKind, PlaceService } from '@/lib/domain/place'
import { GapMeters, type GapRow } from '@/lib/domain/place-gap'
import type { PlaceKind as KindName, PlaceService as ServiceName } from '@/lib/domain/place-kinds'
import { peopleRoutes } from '@/lib/domain/routes/people'
import { placeRoutes } from '@/lib/domain/routes/places'
import type { SortKeys } from '@/lib/domain/sort-rows'
import { PlacesMap } from './places-map'
import { selectLook } from './select-look'

const { gaps: texts } = placeTexts
const METERS = [500, 1_000, 2_000] as const
const LISTED = 50

type What = { kind?: KindName; service?: ServiceName }
const wordOf = ({ kind, service }: What): string => (kind ? kindName(kind) : service ? serviceName(service) : texts.anyPlace)
/** `kind:station` or `service:water`, as a selection says it. */
function whatOf(said: string): What {
  const [of, name] = said.split(':')
  const [kind, service] = [PlaceKind.safeParse(name), PlaceService.safeParse(name)]
  return of === 'kind' && kind.success ? { kind: kind.data } : of === 'service' && service.success ? { service: service.data } : {}
}

// what is too few to be told is last
const GAP_KEYS: SortKeys<GapRow, 'name' | 'households' | 'beyond' | 'share' | 'nearest'> = {
  name: ({ name, nameEn }) => said({ zh: name, en: nameEn }),
  households: ({ households }) => households,
  beyond: ({ beyond }) => beyond,
  share: ({ beyond, households }) => (beyond === null || !households ? null : beyond / households),
  nearest: ({ meters }) => meters,
}

type Props = {
  within: string | null
  shapes: readonly GridShape[]
  /** the grid around `within` */
  above: string | null
  readsPeople: boolean
  onGo(code: string | null): void
}

/** Who lives out of reach of what: on the ground, and in a table whose numbers open what is behind them. */
export function GapsView({ within, shapes, above, readsPeople, onGo }: Props) {
  const query = new URLSearchParams(useAddress() ?? '')
  const what = query.get('what') ?? 'kind:station'
  const meters = GapMeters.safeParse(Number(query.get('meters'))).data ?? 500
  const [listed, setListed] = useState<GapRow | null>(null)
  const chosen = whatOf(what)
  const { data, fault, again } = useRoute(placeRoutes.gaps, { query: { within: within ?? undefined, ...chosen, meters } })
  const { data: places } = useRoute(placeRoutes.list, {
    query: { within: within ?? undefined, kind: chosen.kind, service: chosen.service },
  })
  const seen = new Set(data?.rows.map(({ code }) => code))
  const parentOf = new Map(shapes.map(({ code, parentCode }) => [code, parentCode]))
  const rightBelow = (code: string | null) =>
    data?.rows.filter((row) => (code === null ? !seen.has(parentOf.get(row.code) ?? '') : parentOf.get(row.code) === code)) ?? []
  const tops = rightBelow(null)
  // what lies right below; of a scope that is one place, below that; of a leaf itself
  const below = rightBelow(within ?? (tops.length === 1 ? (tops[0]?.code ?? null) : null))
  const { sorted: rows, column } = useSorting(below.length > 0 ? below : tops, GAP_KEYS)
  // it is told of a leaf, whose households are all counted at one point
  const tellsNearest = data?.places === 0 || rows.some(({ nearest }) => nearest)
  const open = (row: GapRow) => (row.leaf ? setListed(row) : onGo(row.code))
  return (
    <div className="grid min-h-0 flex-1 gap-12 max-lg:content-start lg:grid-cols-[minmax(0,1fr)_520px]">
      <PlacesMap shapes={shapes} places={places?.places ?? []} selected={null} now={0} gaps={data?.rows ?? []} onSelect={() => {}} />
      <div className="flex min-h-0 flex-col gap-12 overflow-y-auto">
        <Panel title={texts.title(wordOf(chosen), formatCount(meters))} testId="gaps" className="max-lg:order-first">
          <div className="flex flex-wrap items-center gap-8">
            <select
              aria-label={texts.what}
              data-testid="gap-what"
              className={selectLook}
              value={wordOf(chosen) === texts.anyPlace ? '' : what}
              onChange={({ target }) => sayInAddress({ what: target.value === '' ? 'any' : target.value })}
            >
              <option value="">{texts.anyPlace}</option>
              <optgroup label={placeTexts.kind}>
                {PlaceKind.options.map((kind) => (
                  <option key={kind} value={`kind:${kind}`}>
                    {kindName(kind)}
                  </option>
                ))}
              </optgroup>
              <optgroup label={placeTexts.service}>
                {PlaceService.options.map((service) => (
                  <option key={service} value={`service:${service}`}>
                    {serviceName(service)}
                  </option>
                ))}
              </optgroup>
            </select>
            <ViewSwitch
              label={texts.meters}
              value={String(meters)}
              options={METERS.map((one) => ({ value: String(one), label: placeTexts.meters(formatCount(one)) }))}
              onChange={(next) => sayInAddress({ meters: next })}
              testId="gap-meters"
            />
            {within !== null && (
              <Action size="small" onClick={() => onGo(above)} data-testid="gap-back">
                {texts.back}
              </Action>
            )}
          </div>
          <p className="text-13 text-ink-3">{texts.lead}</p>
          {fault !== null ? (
            <Failed code={fault.code} onRetry={again} />
          ) : data === null ? (
            <Waiting />
          ) : (
            <div className="-mx-16 -mb-16 max-sm:-mx-12">
              <Table
                columns={(['name', 'households', 'beyond', 'share', ...(tellsNearest ? (['nearest'] as const) : [])] as const).map((by) =>
                  column(by, texts.columns[by]),
                )}
                testId="gap-rows"
                stacks
              >
                <tr className="font-semibold text-ink-1">
                  <td>{texts.total}</td>
                  <Numbers {...data.total} />
                  {tellsNearest && <td data-label={texts.columns.nearest}>{data.places === 0 ? texts.none : ''}</td>}
                </tr>
                {rows.map((row) => (
                  <tr key={row.code} data-code={row.code} data-beyond={row.beyond}>
                    <td>{said({ zh: row.name, en: row.nameEn })}</td>
                    <Numbers {...row} onOpen={!row.leaf || readsPeople ? () => open(row) : null} />
                    {tellsNearest && (
                      <td data-label={texts.columns.nearest} className="text-13">
                        {row.nearest && row.meters !== null ? `${row.nearest.name} ${metersText(row.meters)}` : ''}
                      </td>
                    )}
                  </tr>
                ))}
              </Table>
            </div>
          )}
        </Panel>
        {listed && <LeafHouseholds row={listed} onClose={() => setListed(null)} />}
      </div>
    </div>
  )
}

/** Households, those out of reach, and their share; the second opens what is behind it. */
function Numbers({ households, beyond, onOpen = null }: { households: number | null; beyond: number | null; onOpen?: (() => void) | null }) {
  const { value, unit } = formatRate(beyond ?? 0, households ?? 0)
  const few = <span className="text-ink-3">{texts.few}</span>
  return (
    <>
      <td data-label={texts.columns.households} className="tabular-nums">
        {households === null ? few : formatCount(households)}
      </td>
      <td data-label={texts.columns.beyond} className="tabular-nums">
        {beyond === null ? (
          few
        ) : beyond > 0 && onOpen ? (
          <button
            type="button"
            className="underline decoration-line-strong underline-offset-4 hover:decoration-ink-1 max-lg:min-h-44"
            onClick={onOpen}
            data-testid="gap-open"
          >
            {formatCount(beyond)}
          </button>
        ) : (
          formatCount(beyond)
        )}
      </td>
      <td data-label={texts.columns.share} className="tabular-nums">
        {households === null || beyond === null ? '' : `${value}${unit}`}
      </td>
    </>
  )
}

/** The households of a leaf that lies beyond, masked; every reading is audited. */
function LeafHouseholds({ row, onClose }: { row: GapRow; onClose(): void }) {
  const { data, fault, again } = useRoute(peopleRoutes.households, { query: { within: row.code, limit: LISTED } })
  return (
    <Panel
      title={texts.households(said({ zh: row.name, en: row.nameEn }))}
      note={row.nearest && row.meters !== null ? `${row.nearest.name} ${metersText(row.meters)}` : undefined}
      action={
        <Action size="small" onClick={onClose}>
          {texts.close}
        </Action>
      }
      flush
      testId="gap-households"
    >
      {fault !== null ? (
        <Failed code={fault.code} onRetry={again} />
      ) : data === null ? (
        <Waiting />
      ) : data.households.length === 0 ? (
        <Empty>{texts.none}</Empty>
      ) : (
        <Table columns={[texts.householder, texts.address, texts.persons]} stacks>
          {data.households.map(({ id, name, address, persons }) => (
            <tr key={id}>
              <td>{name}</td>
              <td data-label={texts.address}>{address}</td>
              <td data-label={texts.persons}>{persons}</td>
            </tr>
          ))}
        </Table>
      )}
      {data?.nextCursor && <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{texts.more(String(LISTED))}</p>}
    </Panel>
  )
}
