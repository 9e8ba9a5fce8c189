import { alertsOfPast, isPastUnfinished, prepareGroups } from '@/lib/api/rule-past'
import { makeDueCalls } from '@/lib/db/alerts/alert-calls'
import { writeDueEnds } from '@/lib/db/alerts/alert-ends'
import { readAbout, readFactsAnew } from '@/lib/db/alerts/alert-facts'
import { alertId } from '@/lib/db/alerts/alert-id'
import { readAlertsSince } from '@/lib/db/alerts/alert-rows'
import { alignSensitivity } from '@/lib/db/alerts/alert-sensitivity'
import { addLate, beginRules, readRules, writeVolume } from '@/lib/db/alerts/rules'
import { passRuleHours, passSilenceEnds } from '@/lib/db/alerts/silences'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { readStanding } from '@/lib/db/events/standing'
import { atlasAtHand, loadAtlas } from '@/lib/db/ground/grids'
import type { Fence } from '@/lib/db/log/leases'
import { changesIn, lockHead, readLogOf } from '@/lib/db/log/log'
import { advanceReader, type LogReader, type ReaderBatch, type ReaderWork, readerRevision } from '@/lib/db/log/log-readers'
import { type AlertRecord, isLive } from '@/lib/domain/alert-record'
import type { Atlas } from '@/lib/domain/atlas'
import { civilDate, dayNumber, MINUTE_MS } from '@/lib/domain/clock'
import { EVENTS } from '@/lib/domain/log-kinds'
import { type FactRule, isFactRule, isGroupRule, isInferredRule, type Rule } from '@/lib/domain/rule'
import { volumeOf } from '@/lib/domain/rule-preview'
import type { AppliedBatch } from '@/lib/live/live'
import { completeFrom } from '@/lib/live/runtime'
import { Slices } from '@/lib/live/slices'
import { RENEWAL_MS } from '@/lib/warning/rule-alerts'
import { countLate, evaluateFacts, type FactRow, factsToEvaluate, passAlertEnds } from '@/lib/warning/rule-facts'
import { readGroups } from './group-questions'
import { type LeasedJob, takeEach } from './job'
import { evaluateSilent } from './quiet-alerts'
import { evaluateWaiting } from './work-alerts'

/** The reader of the rules of fact. Where it is new it begins with what comes from then on: of the past it tells nothing. */
export const ALERTS_READER: LogReader = { name: 'alerts', startAt: 'head' }
/** Ends that are due are looked for this often, and the log where nobody wakes the job. */
const EVERY_MS = 1_000
/** Changes read at once; a history that is being written goes by in a few turns. */
const MAX_CHANGES = 10_000
/** Open events that changed under a log that is another one now and are looked at again, and rows of that log. */
const MAX_ANEW = 10_000
/** Rules whose volume is replayed and of which less than a year is known are so this often, others once a day. */
const REPLAY_MS = 3_600_000
/** News are changes that we got to know of within this time; for others the timer is soon enough. */
const NEWS_MS = 60_000

/** The grids or types are others than the atlas says: the batch is evaluated again with those of now. */
class StaleAtlas extends Error {}

/**
 * Evaluates the rules of fact: once a minute what waits for a visit or a volunteer and which grids are silent, and each change of an event once, with the alerts that it raises, joins or ends in the transaction that moves the
 * reader; and calls whom the ladders of the living ones call next. Woken as soon as the board has applied what came in.
 */
export function alertsJob(onChanges: (listener: (batch: AppliedBatch) => void) => () => void): LeasedJob {
  let aligned: number | null = null
  let held = 0
  let replayed = 0
  let tried = new Set<string>()
  let wasComplete = true
  /** Replays the rules whose volume the past tells: all of them once a day, those of which less than a year is known once an hour, and at once what is new or has had no past so far. */
  const replay = async (fence: Fence, atlas: Atlas, now: number) => {
    const [isNextDay, isNextHour] = [dayNumber(replayed) !== dayNumber(now), now - replayed > REPLAY_MS]
    const key = ({ id, version }: Rule) => `${id} ${version}`
    const isDue = (rule: Rule) => isNextDay || (isNextHour && (rule.record === null || rule.record.days < 365)) || !tried.has(key(rule))
    const rules = (await readRules()).filter((rule) => !isInferredRule(rule))
    const waiting = new Set<Rule>()
    for (const rule of rules.filter((one) => one.enabled && isDue(one))) {
      const past = (await isPastUnfinished(rule)) ? null : await alertsOfPast(rule, atlas, now)
      if (past) await writeVolume(fence, rule, volumeOf(past))
      else waiting.add(rule)
    }
    tried = new Set(rules.filter((rule) => !waiting.has(rule)).map(key))
    if (isNextDay || isNextHour) replayed = now
  }
  /** What the clock does with alerts, and with whom they call. */
  const passTime = async (fence: Fence, now: number) => {
    const atlas = await atlasAtHand()
    if (aligned !== atlas.version) await alignSensitivity(fence, now)
    aligned = atlas.version
    await writeDueEnds(fence, now, (alerts) => passAlertEnds({ alerts, idOf: alertId, now }))
    await passSilenceEnds(fence, now)
    // hours begin and end by the minute, and so do what waits and what is silent; before calls are made, since what was due then waits
    const minute = Math.floor(now / MINUTE_MS)
    const isNextMinute = minute !== held
    // while a history is being written what is there of the past is not the past
    const isComplete = completeFrom() === null
    await takeEach([
      ...(isNextMinute && isComplete ? [() => evaluateWaiting(fence, now), () => evaluateSilent(fence, now)] : []),
      async () => {
        if (isNextMinute) await passRuleHours(fence, now)
        await makeDueCalls(fence, now)
      },
    ])
    held = minute
    if (isComplete && (isNextMinute || !wasComplete)) await replay(fence, atlas, now)
    wasComplete = isComplete
  }
  return {
    lease: ALERTS_READER.name,
    everyMs: EVERY_MS,
    wake: (run) => onChanges(({ changes, at }) => void (changes.some(({ receivedAt }) => at - receivedAt < NEWS_MS) && run())),
    // a rule that cannot be evaluated keeps nobody from being called
    work: (fence, signal) =>
      takeEach([
        async () => {
          while ((await evaluateNext(fence)) && !signal.aborted);
        },
        () => passTime(fence, Date.now()),
      ]),
    fault: 'the rules of early warning could not be evaluated',
  }
}

/** Evaluates the next changes of the log; answers whether there are more. */
export async function evaluateNext(fence: Fence): Promise<boolean> {
  const atlas = await atlasAtHand()
  await prepareGroups(Date.now())
  try {
    return (await advanceReader(fence, ALERTS_READER, (tx, batch) => evaluate(tx, batch, atlas, Date.now()), MAX_CHANGES)).more
  } catch (error) {
    if (!(error instanceof StaleAtlas)) throw error
    await loadAtlas()
    return true
  }
}

type Tx = Parameters<ReaderWork>[0]
type Changes = Pick<Extract<ReaderBatch, { kind: 'changes' }>, 'since' | 'revision' | 'rows'>
type Known = { alerts: readonly AlertRecord[]; rules: readonly FactRule[]; slices: Slices }

async function evaluate(tx: Tx, batch: ReaderBatch, atlas: Atlas, now: number): Promise<void> {
  const slices = new Slices(ALERTS_READER.name)
  const rules = await rulesOf(tx)
  const pause = () => slices.pause()
  const alerts = await readAlertsSince(now - RENEWAL_MS, tx, { pause })
  const rows = batch.kind === 'changes' ? await rowsOf(batch, rules, slices) : await rowsAnew(tx, batch.revision, { alerts, rules, slices })
  const { tripping, moved } = factsToEvaluate(rules, rows, alerts)
  const groups = await readGroups(tx, rules.filter(isGroupRule), rows, { alerts, atlas, slices, now })
  const day = civilDate(now)
  if (tripping.length === 0 && !moved && !groups) {
    await addLate(tx, { day, events: countLate(rules, rows), alerts: 0 })
    return
  }
  const head = await lockHead(tx)
  if (head.gridVersion !== atlas.version) throw new StaleAtlas('the grids or types are others')
  const about = await readAbout(tx, tripping, atlas)
  // read again under the lock: somebody may have done something with them
  const known = await readAlertsSince(now - RENEWAL_MS, tx, { known: alerts, pause })
  const context = { rules, about, places: atlas, idOf: alertId, now, ...(groups && { groups }) }
  const { outcomes, late } = await slices.run(evaluateFacts(rows, { ...context, alerts: known }))
  await writeAlerts(tx, head, outcomes, { now, known, pause })
  await addLate(tx, { day, ...late })
}

async function rulesOf(tx: Tx): Promise<FactRule[]> {
  const rules = await readRules(tx)
  if (rules.every(({ beginsAt }) => beginsAt !== null)) return rules.filter(isFactRule)
  await beginRules(tx, ALERTS_READER.name)
  return (await readRules(tx)).filter(isFactRule)
}

const beginOf = (rules: readonly FactRule[]): number => Math.min(...rules.map(({ beginsAt }) => beginsAt ?? 0))

/** The changes of a batch. A history of before the rules began is not even unpacked. */
async function rowsOf({ rows, since, revision }: Changes, rules: readonly FactRule[], slices: Slices): Promise<FactRow[]> {
  const begin = beginOf(rules)
  const of: FactRow[] = []
  for (const row of rows) {
    const { backfilledAt } = row
    if (backfilledAt !== null && row.receivedLast < begin) continue
    await slices.pause()
    const changes = changesIn(EVENTS, [row], since, revision)
    if (changes.length > 0) of.push({ backfilledAt, changes })
  }
  return of
}

/**
 * What a log that is another one leaves to evaluate: the events of living alerts as they are, perhaps in other grids, and open ones that have
 * changed since the reader moved last, unless an alert of theirs has ended lately; before them, what has come of others meanwhile.
 */
async function rowsAnew(tx: Tx, revision: number, { alerts, rules, slices }: Known): Promise<FactRow[]> {
  const numbers = (of: readonly AlertRecord[]) => of.flatMap(({ members }) => members.map(({ number }) => number))
  const living = new Set(numbers(alerts.filter(isLive)))
  const ended = new Set(numbers(alerts.filter((alert) => !isLive(alert))))
  const since = await readerRevision(tx, ALERTS_READER.name)
  const changes = await readFactsAnew(tx, [...living], since, MAX_ANEW)
  const rows = await readLogOf({ ...EVENTS, ofGrids: false }, since, revision, MAX_ANEW, tx)
  const passed = await rowsOf({ rows, since, revision }, rules, slices)
  const begin = beginOf(rules)
  const isNew = ({ number, receivedAt }: { number: number; receivedAt: number }) => receivedAt >= begin && !ended.has(number)
  return [
    ...(await ofOthers(tx, passed, new Set(changes.map(({ number }) => number)))),
    { backfilledAt: null, changes: changes.filter((change) => living.has(change.number) || isNew(change)) },
  ]
}

/** The changes of events that are not evaluated as they stand, since they are closed again by now, in the grids where they count now. */
async function ofOthers(tx: Tx, rows: readonly FactRow[], standing: ReadonlySet<number>): Promise<FactRow[]> {
  const others = new Set(rows.flatMap(({ changes }) => changes.map(({ number }) => number)).filter((number) => !standing.has(number)))
  const grids = new Map((await readStanding(tx, [...others])).map(({ number, facts }) => [number, facts.grid]))
  return rows.map(({ backfilledAt, changes }) => ({
    backfilledAt,
    changes: changes.flatMap((change) => {
      const grid = grids.get(change.number)
      if (grid === undefined) return []
      const { before, after } = change
      return [{ ...change, before: before && { ...before, grid }, after: after && { ...after, grid } }]
    }),
  }))
}
