import { actOnAlert } from '@/lib/db/alerts/act-on-alert'
import { readLadderMinutes } from '@/lib/db/alerts/alert-ladders'
import { countHidden, getAlert, listAlerts } from '@/lib/db/alerts/alert-list'
import { askBacktest, readBacktestState } from '@/lib/db/alerts/backtests'
import { readBudget, readTold } from '@/lib/db/alerts/budget'
import { changeRules } from '@/lib/db/alerts/change-rules'
import { readGates } from '@/lib/db/alerts/gates'
import { makeRule, removeRule } from '@/lib/db/alerts/make-rule'
import { readNights } from '@/lib/db/alerts/nights'
import { countAnswers } from '@/lib/db/alerts/questions'
import { countVerdicts, readLate, readRules } from '@/lib/db/alerts/rules'
import { mayReadGrid, narrow, type Viewer } from '@/lib/domain/access'
import { budgetUse } from '@/lib/domain/alert-budget'
import type { BacktestState } from '@/lib/domain/backtest'
import type { BudgetNow } from '@/lib/domain/budget-limits'
import { civilDate, DAY_MS } from '@/lib/domain/clock'
import { missedShare } from '@/lib/domain/missed-share'
import { Problem } from '@/lib/domain/problem'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import { isInferredRule, type Missed, type NightSummary, type Rule, type RuleOut, type Rules } from '@/lib/domain/rule'
import { gatesOf, type RecordGates } from '@/lib/domain/rule-gates'
import { ruleVerdicts } from '@/lib/domain/rule-verdicts'
import { live } from '@/lib/live/live'
import { notePosted } from '@/lib/live/read-your-writes'
import { inBudget } from './request'
import { type Served, serveViewer } from './route'
import { previewRule } from './rule-past'

/** How long what came late is told, in days. */
const LATE_DAYS = 30
/** How many nights of a rule of inference are told. */
const NIGHTS = 30
/** Of how many weeks the answers to weekly questions are counted. */
const MISSED_WEEKS = 52
/** Of how many days of alerts the verdicts are counted. */
const VERDICT_DAYS = 365

const bound = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text))

/** The rules that hold, and what came late for them. */
async function giveRules(viewer: Viewer): Promise<Rules> {
  const [rules, gates] = [await readRules(), await readGates()]
  return {
    rules: rules.map((rule) => ruleOut(rule, gates)),
    // counted over the whole county, so they are for those who see all of it
    ...(mayReadGrid(viewer, '')
      ? {
          late: await readLate(civilDate(Date.now() - (LATE_DAYS - 1) * DAY_MS)),
          nights: await lastNights(rules),
          missed: await giveMissed(),
          budget: await giveBudget(Date.now()),
          verdicts: [...(await countVerdicts(Date.now() - VERDICT_DAYS * DAY_MS))].map(([rule, counts]) => ruleVerdicts(rule, counts)),
        }
      : { late: [], nights: [], missed: null, budget: null, verdicts: [] }),
  }
}

async function giveBudget(now: number): Promise<BudgetNow> {
  const [limits, minutes, { told, digested }] = [await readBudget(), await readLadderMinutes(), await readTold(now)]
  const leaves = new Set(live().atlas.leaves.map(({ code }) => code))
  return { limits, use: budgetUse({ budget: limits, told, minutes, now }, digested, (code) => leaves.has(code)) }
}

async function giveMissed(): Promise<Missed> {
  const { candidate, quiet } = await countAnswers(Date.now() - MISSED_WEEKS * 7 * DAY_MS)
  return { candidates: missedShare(candidate), quiet: missedShare(quiet) }
}

async function giveBacktest(id: string): Promise<BacktestState> {
  const state = await readBacktestState(id)
  if (!state) throw new Problem('not_found', 'There is no such rule.')
  return state
}

function ruleOut(rule: Rule, gates: RecordGates): RuleOut {
  const beginsAt = rule.beginsAt === null ? null : new Date(rule.beginsAt).toISOString()
  return { ...rule, beginsAt, gates: isInferredRule(rule) ? gatesOf(rule.record, gates) : [] }
}

async function lastNights(rules: readonly Rule[]): Promise<NightSummary[]> {
  const summaries: NightSummary[] = []
  for (const { id } of rules.filter(isInferredRule))
    for (const { night, body } of await readNights(id, { limit: NIGHTS })) {
      const { days, streams, events, unplaced, findings, incomplete } = body
      const told = findings.filter((finding) => finding.told).length
      summaries.push({ rule: id, night, days, streams, events, unplaced, found: findings.length, told, ...(incomplete && { incomplete }) })
    }
  return summaries
}

export const alertsServed: readonly Served[] = [
  serveViewer(alertRoutes.list, async ({ query, viewer }) => {
    const { state, within, from, to, limit, cursor } = query()
    const board = live()
    await board.settled()
    const { logId, revision, atlas } = board
    const narrowed = narrow(viewer, within)
    const filter = { states: state, from: bound(from), to: bound(to), limit, cursor }
    const page = narrowed ? await listAlerts(narrowed, filter, atlas) : { alerts: [], nextCursor: null }
    const hidden = narrowed && cursor === undefined ? await countHidden(narrowed, atlas) : undefined
    return { ...page, ...(hidden && { hidden }), logId, revision }
  }),
  serveViewer(alertRoutes.read, async ({ params, viewer }) => {
    const board = live()
    await board.settled()
    const alert = await getAlert(viewer, params().id, Date.now(), board.atlas)
    if (!alert) throw new Problem('not_found', 'There is no such alert here.')
    return alert
  }),
  serveViewer(alertRoutes.act, async ({ params, body, viewer, address }) => {
    const { id } = params()
    const done = await actOnAlert(viewer, id, await body(), { now: Date.now(), address })
    notePosted(done.logId, done.revision)
    return done
  }),
  serveViewer(alertRoutes.rules, ({ viewer }) => giveRules(viewer)),
  serveViewer(alertRoutes.backtest, ({ params }) => giveBacktest(params().id)),
  serveViewer(alertRoutes.tryRule, async ({ params, body, viewer, address }) => {
    const { id } = params()
    await askBacktest(viewer, id, await body(), { now: Date.now(), address })
    return giveBacktest(id)
  }),
  serveViewer(alertRoutes.previewRule, async (call) => {
    const { id } = call.params()
    const wanted = await call.body()
    const { atlas } = live()
    return inBudget('read', call, () => previewRule(call.viewer, id, wanted, atlas, Date.now()))
  }),
  serveViewer(alertRoutes.makeRule, async ({ body, viewer, address }) => {
    await makeRule(viewer, await body(), { now: Date.now(), address })
    return giveRules(viewer)
  }),
  serveViewer(alertRoutes.removeRule, async ({ params, viewer, address }) => {
    await removeRule(viewer, params().id, { now: Date.now(), address })
    return giveRules(viewer)
  }),
  serveViewer(alertRoutes.changeRules, async ({ body, viewer, address }) => {
    await changeRules(viewer, await body(), { now: Date.now(), address })
    return giveRules(viewer)
  }),
]
