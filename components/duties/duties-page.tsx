'use client'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { usePageKeys } from '@/components/figures/use-figure-place'
import { useLast } from '@/components/list/use-last'
import type { Frame } from '@/components/page/frame'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { selectLook } from '@/components/places/select-look'
import { Action } from '@/components/ui/action'
import { useOrdering } from '@/components/ui/use-sorting'
import { fetchGrids } from '@/lib/client/api'
import { listQuery, periodName } from '@/lib/client/duties'
import type { GridShape } from '@/lib/client/grids'
import { type Answered, http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { aboutTexts } from '@/lib/client/messages/about'
import { dutyTexts as texts } from '@/lib/client/messages/duties'
import { typeName } from '@/lib/client/type-names'
import { useAddressPart } from '@/lib/client/use-address'
import { useRead, useReadPages, useRoute } from '@/lib/client/use-read'
import { useNow } from '@/lib/client/use-store'
import type { EventType } from '@/lib/domain/category'
import type { DutyTemplate } from '@/lib/domain/duty'
import { DUTY_SORTS, type DutyAction, type DutyItemDetail } from '@/lib/domain/duty-item'
import { periodBeside, periodNamed } from '@/lib/domain/duty-period'
import { dutyRoutes } from '@/lib/domain/routes/duties'
import { dutyItemRoutes } from '@/lib/domain/routes/duty-items'
import type { LabelSet } from '@/lib/domain/transition'
import { DutyCard } from './duty-card'
import { DutyListPanel } from './duty-list'
import { DutyMap } from './duty-map'
import { DutyStrip } from './duty-strip'
import { DutyTrend } from './duty-trend'
import { type Open, OpenDialog } from './open-dialog'
import { START, useDutyPlace } from './use-duty-place'

// in their usual room beforehand: what stands beside and below does not move
const ShapeScope = dynamic(() => import('@/components/list/scope-select').then((m) => m.ShapeScope), {
  ssr: false,
  loading: () => <span className="w-136 max-sm:order-last max-lg:h-48" />,
})
const ListTools = dynamic(() => import('./list-tools').then((m) => m.ListTools), {
  ssr: false,
  loading: () => <div className="h-53 shrink-0 max-lg:h-65" />,
})

/** As many items as the map draws, and as the list shows at a time. */
const DRAWN = 1_000
const SHOWN = 100
const MAX_SEARCH = 100
const VISITS = 'micro_visit'
const NONE: readonly GridShape[] = []
const panel = 'min-h-0 overflow-hidden rounded-10 border border-line bg-panel'

async function readShapes(): Promise<Answered<readonly GridShape[]>> {
  try {
    return { ok: true, body: (await fetchGrids()).list }
  } catch {
    return { ok: false, code: 'lost', message: '', field: null, problem: {} }
  }
}

type DutiesProps = {
  frame: Frame
  types: readonly EventType[]
  labels: LabelSet
  edits: boolean
  duties: readonly DutyTemplate[]
  /** that the address names: the server knows it before the page does */
  duty: string | null
}

/** Duties (职责), 微走访 first: figures, their lists, map and trend of a period, and the record of one item with what can be done. */
export function DutiesPage({ frame, types, labels, edits, duties, duty }: DutiesProps) {
  const [at, go] = useDutyPlace()
  const { period: named, within, item } = at ?? START
  const templates = useRoute(dutyRoutes.list, {}, { initial: { templates: [...duties] } })
  const all = templates.data?.templates ?? []
  const template = all.find(({ id }) => id === (at ?? { duty }).duty) ?? all.find(({ shipped }) => shipped === VISITS) ?? all[0] ?? null
  const begun = template !== null && template.begins !== null
  const overview = useRoute(
    dutyRoutes.read,
    { params: { id: template?.id ?? '' }, query: { within, period: named } },
    { enabled: begun && at !== null, everyMs: 60_000 },
  )
  const period = overview.data?.period ?? named
  // what is overdue first; before anything of a period is due, all of it
  const list = at?.list ?? (overview.data?.counts.overdue === 0 ? 'all' : 'overdue')
  const asked = { template: template?.id, period, within }
  const drawn = useRoute(dutyItemRoutes.items, { query: { ...asked, limit: DRAWN } }, { enabled: begun && period !== null })
  const [q, setQ] = useAddressPart('q')
  const usual = listQuery(list).order ?? 'due'
  const { order, column } = useOrdering(DUTY_SORTS, { usual })
  const listedQuery = {
    ...asked,
    ...listQuery(list),
    order: order ?? usual,
    ...(q !== null && q.trim() !== '' && { q: q.trim().slice(0, MAX_SEARCH) }),
  }
  const listed = useReadPages(
    ['duty items', listedQuery],
    async (cursor) => {
      const answer = await http(dutyItemRoutes.items, { query: { ...listedQuery, limit: SHOWN, ...(cursor !== null && { cursor }) } })
      if (!answer.ok) return answer
      const { items, nextCursor, total } = answer.body
      return { ok: true, body: { rows: items, cursor: nextCursor, told: total } }
    },
    begun && period !== null,
  )
  const shapesRead = useRead(['duty shapes'], readShapes)
  const whole = shapesRead.data ?? NONE
  const shapes = useMemo(() => whole.filter(({ code }) => within === null || code.startsWith(within) || within.startsWith(code)), [whole, within])
  // what was listed stands, dimmed, until the next is there
  const rows = useLast(listed.rows)
  const told = useLast(listed.told)
  const total = listed.fault ? null : told
  const chosen = item ?? rows?.[0]?.id ?? null
  const detail = useRoute(dutyItemRoutes.item, { params: { id: chosen ?? '' } }, { enabled: chosen !== null })
  const [open, setOpen] = useState<Open | null>(null)
  const now = useNow() ?? 0
  const visits = template?.shipped === VISITS
  const again = () => {
    overview.again()
    drawn.again()
    listed.again()
    detail.again()
  }
  const close = () => setOpen(null)
  const done = (saved: DutyItemDetail) => {
    detail.set(saved)
    go({ item: saved.item.id })
    close()
    again()
  }
  const known = detail.data?.item.id === chosen ? detail.data : null
  const act = (what: DutyAction) => known && setOpen({ what, item: known.item, detail: known })
  const step = (by: number) => {
    const place = rows?.findIndex(({ id }) => id === chosen) ?? -1
    const next = rows?.[Math.max(0, Math.min(rows.length - 1, place + by))]
    if (next) go({ item: next.id })
  }
  const isPast = overview.data !== null && Date.parse(overview.data.to) <= now
  const plan =
    overview.data?.arranges && !isPast && (list === 'overdue' || list === 'planned' || list === 'assigned' || list === 'all')
      ? () => setOpen({ what: 'plan' })
      : null
  /** whether it can be recorded is not known yet */
  const isAwaited = begun && listed.fault === null && detail.fault === null && (chosen === null ? rows === null : known === null)
  const record = known?.item.actions.includes('do') ? () => act('do') : null
  usePageKeys({
    ArrowDown: rows ? () => step(1) : null,
    ArrowUp: rows ? () => step(-1) : null,
    j: rows ? () => step(1) : null,
    k: rows ? () => step(-1) : null,
    p: plan,
    c: record,
    x: begun ? () => setOpen({ what: 'export' }) : null,
  })
  const beside = (by: 1 | -1) => {
    const of = template && period !== null ? periodNamed(template.cadence, period) : null
    if (of) go({ period: periodBeside(of, by).key, item: null })
  }
  const nameOfType = (code: string) => {
    const type = types.find((one) => one.code === code)
    return type ? typeName(type) : code
  }
  const isReady = (overview.data !== null || (template !== null && !begun)) && shapesRead.data !== null
  // tools stand once all is known that says which there are, or cannot be had; another period takes none away
  const [standing, setStanding] = useState(false)
  if (!standing && (isReady || [overview, templates, shapesRead].some(({ fault }) => fault !== null))) setStanding(true)
  const exported = new URLSearchParams(Object.entries(listedQuery).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]])))
  return (
    <Shell
      frame={frame}
      page="duties"
      {...(template && { title: said({ zh: template.name, en: template.nameEn }) })}
      about={(template && said({ zh: template.note ?? '', en: template.noteEn ?? '' })) || aboutTexts.duties}
      fills
      ready={isReady}
      keys={[
        { caps: ['J', 'K'], text: texts.keys.row },
        { caps: ['/'], text: texts.list.search, rare: true },
        { caps: ['P'], text: texts.keys.plan },
        { caps: ['C'], text: texts.keys.record },
      ]}
      tools={
        standing && (
          <>
            {/* it comes and goes with the row that is looked at: first, where it moves none of the others, and in its place while that is read */}
            {(record || isAwaited) && (
              <Action
                main
                disabled={record === null}
                onClick={() => record?.()}
                className={`max-sm:order-[10000] ${record ? '' : 'invisible'}`}
                data-testid="record"
              >
                {visits ? texts.recordVisit : texts.record} <kbd className="max-lg:hidden rounded-4 bg-ink-2 px-5 text-13">C</kbd>
              </Action>
            )}
            {all.length > 1 && (
              <select
                aria-label={texts.duty}
                data-testid="duty"
                className={`${selectLook} max-w-160`}
                value={template?.id ?? ''}
                onChange={({ target }) => go({ duty: target.value, period: null, item: null })}
              >
                {all.map(({ id, name, nameEn, begins, ended }) => (
                  <option key={id} value={id}>
                    {[said({ zh: name, en: nameEn }), ...(begins === null ? [texts.notBegun] : ended ? [texts.ended] : [])].join(' · ')}
                  </option>
                ))}
              </select>
            )}
            <ShapeScope shapes={whole} within={within} className="max-sm:order-last" onChoose={(code) => go({ within: code, item: null })} />
            {begun && period !== null && <Stepper period={period} onStep={beside} />}
            {begun && <Action onClick={() => setOpen({ what: 'export' })}>{texts.exports}</Action>}
            {template?.edits && (
              <Action onClick={() => setOpen({ what: 'template' })} data-testid="edit-template">
                {texts.template}
              </Action>
            )}
            {edits && templates.data !== null && (
              <Action onClick={() => setOpen({ what: 'make' })} data-testid="make-template">
                {texts.newTemplate}
              </Action>
            )}
          </>
        )
      }
    >
      {templates.fault !== null ? (
        <div className={panel}>
          <Failed code={templates.fault.code} onRetry={templates.again} />
        </div>
      ) : template === null || at === null || !standing ? (
        <div className={panel}>
          <Waiting />
        </div>
      ) : !begun ? (
        <div className={panel}>
          <Empty testId="not-begun">{texts.notBegunText}</Empty>
        </div>
      ) : (
        <>
          <DutyStrip overview={overview.data} visits={visits} list={list} onOpen={(next) => go({ list: next, item: null })} />
          {overview.fault !== null ? (
            <div className={panel}>
              <Failed code={overview.fault.code} onRetry={overview.again} />
            </div>
          ) : (
            <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1.35fr)_minmax(0,1fr)_minmax(0,372px)] gap-12 max-[80rem]:grid-cols-[minmax(0,1fr)_minmax(0,400px)_280px] max-lg:grid-cols-1">
              <div className="flex min-h-0 flex-col gap-12 max-lg:order-2">
                <section aria-label={texts.map.title} className={`${panel} min-h-0 flex-1 bg-(--map-bg-0) max-lg:flex-none`}>
                  {overview.data && drawn.data && (
                    <DutyMap shapes={shapes} items={drawn.data.items} overview={overview.data} chosen={chosen} onChoose={(id) => go({ item: id })} />
                  )}
                </section>
                {overview.data && <DutyTrend overview={overview.data} />}
              </div>
              <DutyListPanel
                list={list}
                total={total}
                items={rows}
                stale={listed.rows === null}
                column={column}
                more={listed.more}
                tools={
                  <ListTools
                    q={q ?? ''}
                    isPerson={frame.viewer.userId !== undefined}
                    asked={JSON.stringify(listedQuery)}
                    total={total}
                    onSearch={setQ}
                  />
                }
                fault={listed.fault}
                chosen={chosen}
                now={now}
                planned={overview.data?.counts.planned ?? 0}
                onRetry={listed.again}
                onChoose={(id) => go({ item: id })}
                onAssign={(of) => setOpen({ what: 'assign', item: of, detail: null })}
                onPlan={plan}
                onList={(next) => go({ list: next, item: null })}
              />
              <section
                aria-label={texts.card.title}
                className={`${panel} overflow-y-auto! print:overflow-visible! max-lg:order-1`}
                data-testid="duty-side"
              >
                {chosen === null ? (
                  <Empty>{texts.card.choose}</Empty>
                ) : (
                  <DutyCard detail={known} fault={detail.fault} typeName={nameOfType} labels={labels} onRetry={detail.again} onAct={act} />
                )}
              </section>
            </div>
          )}
        </>
      )}
      {open && (
        <OpenDialog
          open={open}
          {...{ template, period, within, visits, types }}
          query={String(exported)}
          onItem={done}
          onStale={stale}
          onClose={close}
          onSaved={saved}
          onPlanned={planned}
        />
      )}
    </Shell>
  )

  function saved({ id }: DutyTemplate) {
    close()
    templates.again()
    go({ duty: id, period: null, item: null })
    again()
  }
  function stale() {
    templates.again()
    again()
  }
  function planned() {
    close()
    again()
  }
}

function Stepper({ period, onStep }: { period: string; onStep(by: 1 | -1): void }) {
  const look = 'grid size-30 place-items-center rounded-6 text-ink-2 hover:bg-track max-lg:size-44'
  return (
    <div className="flex items-center rounded-8 border border-line-strong bg-panel" data-testid="period" data-period={period}>
      <button type="button" aria-label={texts.earlier} className={look} onClick={() => onStep(-1)}>
        ‹
      </button>
      <strong aria-live="polite" className="px-8 text-14 whitespace-nowrap text-ink-1">
        {periodName(period)}
      </strong>
      <button type="button" aria-label={texts.later} className={look} onClick={() => onStep(1)}>
        ›
      </button>
    </div>
  )
}
