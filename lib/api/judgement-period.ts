import { mapReviewNumber } from '@/lib/basemap/review'
import { countHidden, listAlerts } from '@/lib/db/alerts/alert-list'
import { readLate } from '@/lib/db/alerts/rules'
import { readKpiWeights } from '@/lib/db/county-settings'
import { listCards } from '@/lib/db/events/cards'
import { listEvents } from '@/lib/db/events/event-list'
import type { NewJudgement } from '@/lib/db/reports/reports'
import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import type { Alert } from '@/lib/domain/alert'
import type { Atlas } from '@/lib/domain/atlas'
import { civilDate, DAY_MS, dayNumber } from '@/lib/domain/clock'
import { Colour } from '@/lib/domain/colour'
import type { GridEvent } from '@/lib/domain/event'
import { COUNT_FIGURES, RATE_FIGURES, RATE_NAMES } from '@/lib/domain/figure-terms'
import type { KpiFigure } from '@/lib/domain/figures'
import { shortName } from '@/lib/domain/grid'
import { type JudgementPeriod, type JudgementSight, type PeriodicKind, periodBefore, sightFor, weeksBefore } from '@/lib/domain/judgement'
import { compare, excessOf } from '@/lib/domain/judgement-claims'
import {
  type AlertFact,
  type EventFact,
  type FigureFact,
  type FigureValue,
  JUDGEMENT_RULE,
  type PartFact,
  type PeriodFacts,
} from '@/lib/domain/judgement-facts'
import { periodDocument } from '@/lib/domain/judgement-period'
import { areaOf } from '@/lib/domain/judgement-pictures'
import { KPI_RULES } from '@/lib/domain/kpi'
import { Problem } from '@/lib/domain/problem'
import type { LabelSet } from '@/lib/domain/transition'
import { USUAL_WEEKS, usualOf } from '@/lib/domain/trends'
import type { Board } from '@/lib/live/board'
import type { View } from '@/lib/live/board-queries'
import { live } from '@/lib/live/live'
import { countSpans, countSpanTypes, totalSpans } from '@/lib/live/period-counts'
import { completeFrom } from '@/lib/live/runtime'
import { nextSlice } from '@/lib/live/slices'
import { creepingTypes } from './judgement-creeping'
import { areasOf, isDemo, placeWords, scopeWords } from './judgement-ground'
import { narrowTo } from './scope'
import { readTrends } from './trends'

const CHART_DAYS = 28
const MAX_ALERTS = 500
const LISTED_ALERTS = 20
const LISTED_EVENTS = 15
const LISTED_CARDS = 15

/** What a report of a period is asked for. `letterhead` and `labels` are the county's. */
export type PeriodAsk = {
  kind: PeriodicKind
  scope: string
  period: JudgementPeriod
  sees: JudgementSight
  letterhead: string | null
  labels: LabelSet
}

/**
 * Puts a report of a day or week together, as whoever has this sight of the place sees it. Costs by grids and days, and by lists of bounded
 * length. Throws Problem('not_found') for a place that is not there, 'unavailable' while events of the period or of the one before are still
 * being written.
 */
export async function makePeriodReport(viewer: Pick<Viewer, 'id' | 'name'>, ask: PeriodAsk, now: number): Promise<NewJudgement> {
  const { kind, scope, period, sees, letterhead, labels } = ask
  const complete = completeFrom()
  if (complete !== null && periodBefore(period).from < complete)
    throw new Problem('unavailable', 'Events of this period are still being written; try again when the history is complete.')
  const running = live()
  await running.settled()
  const { atlas } = running
  const sight = narrowTo(sightFor(viewer, sees, scope), scope, atlas)
  const trends = await readTrends(sight, {})
  const [weights, creeping, alerts, overdue, cards] = [
    await readKpiWeights(),
    kind === 'weekly' ? await creepingTypes(atlas, { scope, period, sees }) : null,
    await alertFacts(sight, period, atlas),
    await listEvents(sight, { status: 'open', light: ['overdue'], order: 'deadline', limit: LISTED_EVENTS }, now),
    await listCards(sight),
  ]
  await nextSlice(viewer.id)
  // From here on nothing waits, so all that is counted is of one revision.
  const { board } = running
  const { revision, logId, asOf } = board
  const [during, before] = [period, periodBefore(period)].map((of) => board.kpis(sight, of, now, weights).total)
  if (!during || !before) throw new RangeError('there are two periods')
  const counted = countsOf(board, board.view(sight), period, { atlas, scope, complete })
  const until = trends.until !== null && Date.parse(trends.until) < period.to ? trends.until : null
  const facts = {
    rule: JUDGEMENT_RULE,
    logId,
    revision,
    asOf: asOf === null ? null : new Date(asOf).toISOString(),
    until,
    special: null,
    period: {
      figures: figureFacts(during, before),
      ...counted,
      creeping,
      alerts,
      overdue: {
        near: board.figures(sight, now).total.near ?? null,
        ages: trends.overdue,
        rows: overdue.events.map((event) => eventFact(event, atlas)),
      },
      cards: {
        count: cards.cards.length + cards.more,
        rows: cards.cards.slice(0, LISTED_CARDS).map(({ event, supervision: { card, deadline, reply } }) => ({
          ...eventFact(event, atlas),
          card,
          replyBy: deadline,
          repliedAt: reply?.at ?? null,
        })),
      },
    },
  } as const
  const byCode = new Map(counted.places.map((place) => [place.code, place]))
  const areas = areasOf(atlas, scope).map(({ code, geometry }) => {
    const place = byCode.get(code)
    return { geometry, value: place ? place.count / Math.max(1e-6, areaOf(geometry)) : null, marked: place?.claim === 'above' }
  })
  const scopeName = scopeWords(atlas, scope)
  const printed = { letterhead, labels, demo: isDemo(atlas, scope), review: mapReviewNumber(), madeAt: now }
  const document = periodDocument({ ...printed, kind, period, scopeName, sees, areas, facts })
  return { kind, scope, scopeName, period, alert: null, sees, madeAt: now, facts, document }
}

type Counted = Pick<PeriodFacts, 'total' | 'types' | 'sensitive' | 'places' | 'days'>

type Ground = { atlas: Atlas; scope: string; complete: number | null }

/** What the board has counted of the period, beside the same days of the weeks before, as far back as all of it is there. */
function countsOf(board: Board, view: View, period: JudgementPeriod, { atlas, scope, complete }: Ground): Counted {
  const since = board.tally.hours.firstDay(period.from - (USUAL_WEEKS * 7 + CHART_DAYS) * DAY_MS, period.to - DAY_MS)
  const isKnown = ({ from }: { from: number }) => since !== null && from >= since && (complete === null || from >= complete)
  const spans = [period, ...weeksBefore(period, USUAL_WEEKS).filter(isKnown)]
  const counts = countSpans(view, spans)
  const [whole, ...past] = counts.map(({ total }) => total)
  /** A part of the whole, held against what else there was. */
  const part = ([count = 0, ...earlier]: readonly number[]) =>
    compare(count, earlier, { count: (whole ?? 0) - count, before: earlier.map((of, i) => (past[i] ?? 0) - of) })
  const places = areasOf(atlas, scope).map(({ code }) => {
    return { code, name: placeWords(atlas, code), ...part(counts.map(({ byGrid }) => byGrid.get(code) ?? 0)) }
  })
  // by type less may be known than by place
  const typed = spans.filter(({ from }) => dayNumber(from) >= view.tally.days.from)
  const byType = typed[0] === period ? countSpanTypes(view, typed) : null
  const partsOf = <K>(of: ReadonlyMap<K, readonly number[]>, names: (key: K) => { code: string; name: string }): PartFact[] =>
    byExcess([...of].map(([key, counted]) => ({ ...names(key), ...part(counted) })))
  const typeNames = (id: number) => ({ code: atlas.typeById.get(id)?.code ?? String(id), name: atlas.typeById.get(id)?.name ?? String(id) })
  return {
    total: compare(whole ?? 0, past),
    places: byExcess(places),
    types: byType && partsOf(byType.types, typeNames),
    sensitive: byType ? partsOf(byType.streets, (code) => ({ code, name: shortName(atlas.byCode.get(code)?.name ?? code) })) : [],
    days: daysOf(view, period, isKnown),
  }
}

/** Those that differ most from their usual first. */
const byExcess = (parts: readonly PartFact[]): PartFact[] =>
  [...parts].sort((a, b) => Math.abs(excessOf(b)) - Math.abs(excessOf(a)) || b.count - a.count || (a.code < b.code ? -1 : 1))

function daysOf(view: View, { to }: JudgementPeriod, isKnown: (span: { from: number }) => boolean): PeriodFacts['days'] {
  const all = Array.from({ length: CHART_DAYS + USUAL_WEEKS * 7 }, (_, i) => ({ from: to - (i + 1) * DAY_MS, to: to - i * DAY_MS }))
  const totals = totalSpans(view, all)
  const at = (i: number) => totals[i] ?? 0
  return Array.from({ length: CHART_DAYS }, (_, i) => {
    const weeks = Array.from({ length: USUAL_WEEKS }, (_, week) => i + (week + 1) * 7).filter((of) => isKnown({ from: to - (of + 1) * DAY_MS }))
    return { day: civilDate(to - (i + 1) * DAY_MS), count: at(i), usual: usualOf(weeks.map(at)) }
  }).reverse()
}

/** The figures of `GET /api/kpis` of two periods, side by side. */
export function figureFacts(now: KpiFigure, before: KpiFigure): FigureFact[] {
  const fact = (name: string, label: string, unit: FigureFact['unit'], of: (kpi: KpiFigure) => FigureValue): FigureFact => ({
    ...{ name, label, unit },
    now: of(now),
    before: of(before),
  })
  const plain = (value: number | null): FigureValue => ({ value, numerator: null, denominator: null })
  const counts = ['reported', 'handledInPeriod', 'open', 'acceptedLate', 'dispatchedLate', 'openCards'] as const
  return [
    ...counts.map((name) => fact(name, COUNT_FIGURES[name].label.zh, 'count', (kpi) => plain(kpi[name]))),
    ...RATE_NAMES.map((name) => fact(name, RATE_FIGURES[name].label.zh, 'rate', (kpi) => kpi[name])),
    fact('score', KPI_RULES.score.label, 'rate', (kpi) => plain(kpi.score.value)),
    fact('handlingTime.median', '办结用时中位数', 'time', (kpi) => plain(kpi.handlingTime.median)),
    fact('handlingTime.p90', '办结用时 P90', 'time', (kpi) => plain(kpi.handlingTime.p90)),
  ]
}

async function alertFacts(sight: Viewer, { from, to }: JudgementPeriod, atlas: Atlas): Promise<PeriodFacts['alerts']> {
  const raised = await listAlerts(sight, { from, to, limit: MAX_ALERTS }, atlas)
  const open = await listAlerts(sight, { states: ['firing', 'acknowledged'], limit: MAX_ALERTS }, atlas)
  const hidden = await countHidden(sight, atlas)
  const rank = ({ colour }: Alert) => Colour.options.indexOf(colour)
  const rows = [...new Map([...raised.alerts, ...open.alerts].map((alert) => [alert.id, alert])).values()]
    .sort((a, b) => rank(a) - rank(b) || (a.startedAt < b.startedAt ? 1 : -1))
    .slice(0, LISTED_ALERTS)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
  const count = (colour: Colour) => raised.alerts.filter((alert) => alert.colour === colour).length
  return {
    raised: { red: count('red'), orange: count('orange'), yellow: count('yellow'), blue: count('blue') },
    open: open.alerts.length,
    more: raised.nextCursor !== null || open.nextCursor !== null,
    rows: rows.map(alertFact),
    hidden: hidden.map(({ grid, count: n }) => ({ place: shortName(atlas.byCode.get(grid)?.name ?? grid), count: n })),
    // counted over the whole county
    late: mayReadGrid(sight, '') ? await lateIn({ from, to }) : null,
  }
}

async function lateIn({ from, to }: JudgementPeriod): Promise<PeriodFacts['alerts']['late']> {
  const days = (await readLate(civilDate(from))).filter(({ day }) => day < civilDate(to))
  const sum = (of: 'events' | 'alerts') => days.reduce((all, day) => all + day[of], 0)
  return { events: sum('events'), alerts: sum('alerts') }
}

/** An alert without names of people and without notes. */
export const alertFact = (alert: Alert): AlertFact => ({
  id: alert.id,
  rule: `${alert.rule.name} v${alert.rule.version}`,
  colour: alert.colour,
  headline: alert.headline,
  state: alert.state,
  startedAt: alert.startedAt,
  acknowledgedAt: alert.acknowledgedBy?.at ?? null,
  endedAt: alert.endedAt ?? null,
  endedBy: alert.endedBy ?? null,
  verdict: alert.verdict ?? null,
  partial: alert.partial ?? false,
  record: alert.record,
})

/** An event without its words. */
export const eventFact = ({ caseNumber, type, grid, state, occurredAt, deadline }: GridEvent, atlas: Atlas): EventFact => ({
  ...{ caseNumber, state, occurredAt, deadline },
  type: [...atlas.typeById.values()].find(({ code }) => code === type)?.name ?? type,
  place: placeWords(atlas, grid),
})
