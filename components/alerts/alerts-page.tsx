'use client'
import dynamic from 'next/dynamic'
import { useEffect, useMemo, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import type { Key } from '@/components/page/keys-dialog'
import { Shell } from '@/components/page/shell'
import { TruthWord } from '@/components/page/truth-word'
import { Action } from '@/components/ui/action'
import { sayInAddress, withParts } from '@/lib/client/address'
import { byNextStep } from '@/lib/client/alert-news'
import { startState } from '@/lib/client/board'
import { formatCount } from '@/lib/client/format'
import { hiddenLines } from '@/lib/client/hidden-alerts'
import { http } from '@/lib/client/http'
import { aboutTexts } from '@/lib/client/messages/about'
import { alertTexts } from '@/lib/client/messages/alerts'
import { budgetTexts } from '@/lib/client/messages/budget'
import { pageTexts } from '@/lib/client/messages/page'
import { stepTexts } from '@/lib/client/messages/step'
import { openNews } from '@/lib/client/news'
import { makeStore, type Store } from '@/lib/client/store'
import { useAddress } from '@/lib/client/use-address'
import { useReadPages } from '@/lib/client/use-read'
import { useNow, useStore } from '@/lib/client/use-store'
import { type EventWords, eventWords } from '@/lib/client/words'
import type { Alert } from '@/lib/domain/alert'
import { isOnDuty } from '@/lib/domain/alert-actions'
import { AlertState } from '@/lib/domain/alert-record'
import { readsNotes } from '@/lib/domain/alert-told'
import type { EventType } from '@/lib/domain/category'
import { civilDate } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import type { LabelSet } from '@/lib/domain/transition'
import { AlarmPanel } from './alarm-panel'
import { AlertCard } from './alert-card'
import { AlertQueue } from './alert-queue'
import { useAlert } from './use-alert'
import { useAlertGroups } from './use-alert-groups'
import { useRowKeys } from './use-row-keys'

// below the queue
const QuestionsPanel = dynamic(() => import('./questions-panel').then((m) => m.QuestionsPanel), { ssr: false })
const SilencesPanel = dynamic(() => import('./silences-panel').then((m) => m.SilencesPanel), {
  ssr: false,
  // as high as where there is no silence: what stands above it stays where it is
  loading: () => <div className="h-69 shrink-0" />,
})
const AlertViews = dynamic(() => import('./alert-views').then((m) => m.AlertViews), { ssr: false })
const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

const PAGE = 50
const NOT_YET = makeStore(startState)

const USUAL: AlertState = 'firing'

/** What the address says: the state that is listed, the part of one's area, and the alert that is open. */
function readAddress(search: string): { state: AlertState; within: string | null; chosen: string | null } {
  const params = new URLSearchParams(search)
  const state = AlertState.safeParse(params.get('state'))
  return { state: state.success ? state.data : USUAL, within: params.get('within'), chosen: params.get('alert') }
}
const choose = (chosen: string | null) => sayInAddress({ alert: chosen })
const isThere = ({ grids, work }: Alert, within: string): boolean => [...grids, ...(work ? [work.place] : [])].some((code) => isWithin(code, within))

/** The letters of what is done stand in its buttons too. */
const keysOf = (): Key[] => [
  { caps: ['↑', '↓'], text: pageTexts.keys.row },
  { caps: ['←', '→'], text: alertTexts.keys.related },
  { caps: ['J', 'K'], text: stepTexts.events },
  { caps: ['A'], text: alertTexts.keys.acknowledge },
  { caps: ['T'], text: alertTexts.keys.assign, rare: true },
  { caps: ['E'], text: alertTexts.keys.escalate, rare: true },
  { caps: ['N'], text: alertTexts.keys.comment, rare: true },
  { caps: ['M'], text: alertTexts.keys.silence, rare: true },
  { caps: ['1', '2', '3'], text: alertTexts.keys.verdict, rare: true },
]

export type AlertsPageProps = { frame: Frame; types: readonly EventType[]; names: Readonly<Record<string, string>>; labels: LabelSet }

/** 预警台: at the left what waits, beside it one alert with why, whose, where and what was done. */
export function AlertsPage({ frame, types, names, labels }: AlertsPageProps) {
  const [news, setNews] = useState<Store<typeof startState> | null>(null)
  useEffect(() => {
    const opened = openNews(() => {})
    setNews(opened.live)
    return opened.stop
  }, [])
  const live = useStore(news ?? NOT_YET, (s) => s)
  const pageNow = useNow(live.clockOffset)
  const now = (pageNow ?? 0) + live.clockOffset
  const words = useMemo(() => eventWords(types, names, labels), [types, names, labels])
  // the address is the browser's alone
  const search = useAddress()
  const isRead = search !== null
  const place = useMemo(() => readAddress(search ?? ''), [search])
  const { within } = place

  const { alerts } = live
  const all = useMemo(() => (alerts ? [...alerts.values()].sort(byNextStep) : null), [alerts])
  const living = useMemo(() => (within === null ? all : (all?.filter((alert) => isThere(alert, within)) ?? null)), [all, within])
  const digested = all?.filter(({ digest }) => digest && civilDate(Date.parse(digest.since)) === civilDate(now)).length ?? 0
  const ended = useEnded(place.state === 'resolved', within, all?.length ?? 0)
  const isEnded = place.state === 'resolved'
  const listed = useMemo(
    () => (isEnded ? ended.rows : (living?.filter(({ state }) => state === place.state) ?? null)),
    [isEnded, ended.rows, living, place.state],
  )
  const countOf = (state: AlertState) => (state === 'resolved' || !living ? null : living.filter((alert) => alert.state === state).length)
  // what is over is read page by page, the newest first, and stays in that order
  const { groups, rows, isOpen, open } = useAlertGroups(listed, !isEnded, place.chosen, choose)
  const known = useMemo(() => [...(all ?? []), ...(ended.rows ?? [])], [all, ended.rows])
  // where there is room for both, the gravest is open at once
  const first = rows?.[0]?.id ?? null
  useEffect(() => {
    if (isRead && place.chosen === null && first !== null && matchMedia('(width >= 64rem)').matches) choose(first)
  }, [isRead, place.chosen, first])
  useRowKeys(rows, place.chosen, choose, open)
  const [exporting, setExporting] = useState(false)

  return (
    <Shell
      frame={frame}
      page="alerts"
      about={aboutTexts.alerts}
      truth={<TruthWord live={live} pageNow={pageNow} />}
      keys={keysOf()}
      alerts={news}
      tools={
        <>
          <AlertViews viewer={frame.viewer} names={names} within={within} />
          <Action onClick={() => setExporting(true)} data-testid="export-open">
            {pageTexts.export}
          </Action>
        </>
      }
      fills
      ready={living !== null}
    >
      <div className="grid min-h-0 flex-1 grid-cols-[318px_minmax(0,1fr)] gap-12 max-lg:flex max-lg:flex-col">
        <div className="flex min-h-0 flex-col gap-12">
          {/* the page bar says so where it has room */}
          <p className="text-13 text-ink-3 lg:hidden">{alertTexts.internal}</p>
          {digested > 0 && (
            <p className="rounded-8 border border-line bg-panel px-14 py-8 text-13 text-ink-2" role="status" data-testid="over-budget">
              {budgetTexts.today(formatCount(digested))}
            </p>
          )}
          <AlertQueue
            state={place.state}
            groups={groups}
            isOpen={isOpen}
            onOpen={open}
            failed={isEnded && ended.failed}
            countOf={countOf}
            chosen={place.chosen}
            words={words}
            now={now}
            onState={(state) => sayInAddress({ state: state === USUAL ? null : state, alert: null })}
            onChoose={choose}
            hidden={hiddenLines(live.hidden, words)}
            onMore={isEnded ? ended.more : null}
            onRetry={ended.again}
          />
          {isOnDuty(frame.viewer) && <QuestionsPanel words={words} />}
          <AlarmPanel />
          {readsNotes(frame.viewer) && frame.viewer.scope.kind === 'grids' && (
            <SilencesPanel viewer={frame.viewer} alerts={all ?? []} words={words} names={names} now={now} />
          )}
        </div>
        {place.chosen === null ? (
          <p className="grid place-items-center rounded-10 border border-dashed border-line-strong p-28 text-ink-3 max-lg:hidden">
            {alertTexts.none.chosen}
          </p>
        ) : (
          <Detail
            key={place.chosen}
            id={place.chosen}
            live={alerts?.get(place.chosen)}
            known={known}
            words={words}
            now={now}
            self={frame.viewer.userId}
            onClose={() => choose(null)}
          />
        )}
      </div>
      {exporting && (
        <ExportDialog
          list="alerts"
          query={withParts('', { state: place.state, within }).slice(1)}
          hasWords={false}
          onClose={() => setExporting(false)}
        />
      )}
    </Shell>
  )
}

/** Those that were resolved, read when they are looked at, and anew when one more is. */
function useEnded(wanted: boolean, within: string | null, living: number) {
  const { rows, fault, more, again } = useReadPages(
    ['alerts ended', within, living],
    async (cursor) => {
      const answer = await http(alertRoutes.list, {
        query: { state: 'resolved', within: within ?? undefined, limit: PAGE, cursor: cursor ?? undefined },
      })
      return answer.ok ? { ok: true, body: { rows: answer.body.alerts, cursor: answer.body.nextCursor } } : answer
    },
    wanted,
  )
  return { rows, failed: fault !== null, more, again }
}

type DetailProps = {
  id: string
  live: Alert | undefined
  known: readonly Alert[]
  words: EventWords
  now: number
  self: string | undefined
  onClose(): void
}

/** The alert that is open: beside the list, or over it where there is room for one; Esc leads back. */
function Detail({ id, live, known, words, now, self, onClose }: DetailProps) {
  const view = useAlert(id, live)
  useEffect(() => {
    const press = ({ key, target, defaultPrevented }: KeyboardEvent) => {
      if (key !== 'Escape' || defaultPrevented || (target instanceof Element && target.closest('dialog'))) return
      if (matchMedia('(width < 64rem)').matches) onClose()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [onClose])
  return (
    <div className="min-h-0 overflow-y-auto max-lg:fixed max-lg:inset-0 max-lg:z-30 max-lg:bg-bg max-lg:p-12 max-sm:pb-84 print:static! print:p-0!">
      <AlertCard
        view={view}
        known={known}
        words={words}
        now={now}
        self={self}
        corner={
          <p className="flex items-center gap-12 text-13 text-ink-3 lg:hidden">
            <Action onClick={onClose} data-testid="back">
              {alertTexts.back}
            </Action>
            {alertTexts.internal}
          </p>
        }
      />
    </div>
  )
}
