import { mapReviewNumber } from '@/lib/basemap/review'
import { getAlert } from '@/lib/db/alerts/alert-list'
import { listEvents } from '@/lib/db/events/event-list'
import type { NewJudgement } from '@/lib/db/reports/reports'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { sightFor } from '@/lib/domain/judgement'
import { JUDGEMENT_RULE } from '@/lib/domain/judgement-facts'
import { specialDocument } from '@/lib/domain/judgement-special'
import { Problem } from '@/lib/domain/problem'
import type { LabelSet } from '@/lib/domain/transition'
import { live } from '@/lib/live/live'
import { isDemo, placeAround, placeWords, scopeWords } from './judgement-ground'
import { alertFact, eventFact } from './judgement-period'

const MAX_READ = 500
const LISTED_EVENTS = 50
const LISTED_PLACES = 12
/** An event may have happened long before it came to meet a rule. */
const BEFORE_MS = 120 * DAY_MS

/** By which condition a rule of a kind raises its alerts. */
const CONDITIONS = new Map<string, string>([
  ['urgency', '有这一级紧急程度的事件未办结，即报。'],
  ['overdue', '有这一级紧急程度的事件超过时限，即报。'],
  ['unvisited', '有网格（或其他对象）在一项职责到期后又过了规定天数仍未完成，即报；每个街道（或规则所定的网格）每期一条。'],
  ['lapsed_orders', '一个社区在规定天数内有规定件数的服务单派完了仍没有人接，即报。'],
  ['quiet', '一个网格超过规定小时数没有收到任何（所看类型的）事件，即报；只说没有收到，说不出是没有事还是没有报。'],
  ['cluster', '相邻几个网格在几天里的同类事件多于常态，多到碰巧很少如此。每天零点三十分检验一次。'],
  ['hotspot', '一片网格某一大类的事件，近十二周来新成热点、连续成热点或越来越热。每周一零点三十分检验一次，最高为蓝色。'],
  [
    'silence',
    '一个网格（或社区）多日没有任何事件，久到按它自己平常的频度碰巧很少如此；全县都少的日子、数据来源迟到的夜里不算。每天零点三十分检验一次，有了事件即解除。',
  ],
  ['surge', '一个社区（或全县）昨天或近七天的同类事件，多于按日子种类、趋势和季节算出的常态，多到碰巧很少如此。每天零点三十分检验一次。'],
])

/**
 * Puts a report of one alert together, of the smallest place within the asker's area that shows where it lies. Throws Problem('not_found') for
 * an alert that they do not see.
 */
export async function makeSpecialReport(
  viewer: Viewer,
  { alert: id, letterhead, labels }: { alert: string; letterhead: string | null; labels: LabelSet },
  now: number,
): Promise<NewJudgement> {
  const running = live()
  await running.settled()
  const { atlas, board } = running
  const missing = () => new Problem('not_found', 'There is no such alert here.')
  const seen = await getAlert(viewer, id, now, atlas)
  if (!seen) throw missing()
  const scope = placeAround(viewer, atlas, seen.grids)
  const isSensitive = [...atlas.typeById.values()].some(({ code, sensitive }) => sensitive && seen.types.includes(code))
  const sees = isSensitive ? 'full' : 'plain'
  const sight = sightFor(viewer, sees, scope)
  const alert = await getAlert(sight, id, now, atlas)
  if (!alert) throw missing()
  const from = new Date(Date.parse(alert.startedAt) - BEFORE_MS).toISOString()
  const { events } = await listEvents(sight, { type: alert.types, from, limit: MAX_READ }, now)
  const own = events.filter(({ number }) => alert.events.includes(number)).slice(0, LISTED_EVENTS)
  const { revision, logId, asOf } = board
  const facts = {
    rule: JUDGEMENT_RULE,
    logId,
    revision,
    asOf: asOf === null ? null : new Date(asOf).toISOString(),
    until: null,
    period: null,
    special: {
      alert: alertFact(alert),
      condition: CONDITIONS.get(alert.rule.kind) ?? '',
      places: alert.grids.slice(0, LISTED_PLACES).map((grid) => placeWords(atlas, grid)),
      observed: alert.observed,
      usual: alert.recurrenceInterval === undefined ? null : alert.expected,
      recurrenceInterval: alert.recurrenceInterval ?? null,
      holding: alert.holding,
      events: own.map((event) => eventFact(event, atlas)),
      more: Math.max(0, alert.events.length - own.length),
      steps: alert.timeline.map(({ at, step, role, colour, state }) => ({ at, step, role, colour, state })),
    },
  } as const
  const leaves = atlas.leaves.filter(({ code }) => isWithin(code, scope))
  const areas = leaves.map(({ code, geometry }) => {
    const marked = alert.grids.some((grid) => isWithin(code, grid))
    return { geometry, value: marked ? 1 : null, marked }
  })
  const printed = { letterhead, labels, demo: isDemo(atlas, scope), review: mapReviewNumber(), madeAt: now }
  const document = specialDocument({ ...printed, areas, facts })
  return { kind: 'special', scope, scopeName: scopeWords(atlas, scope), period: null, alert: id, sees, madeAt: now, facts, document }
}
