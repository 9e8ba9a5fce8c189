import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { previewRule } from '@/lib/api/rule-past'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { passDeadlines } from '@/lib/db/events/lights'
import { transitionEvent } from '@/lib/db/events/transitions'
import { loadAtlas, saveGrids } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { forgetReplay, readSteps, tidyReplay } from '@/lib/db/replay/replay-rows'
import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { historyRules, lifeOfStages } from '@/lib/domain/case-history'
import { DAY_MS, dayNumber, HOUR_MS, startOfDay, startOfDayNumber } from '@/lib/domain/clock'
import type { EventIn } from '@/lib/domain/event'
import { startOfMonth } from '@/lib/domain/figure-runs'
import { stepsAt } from '@/lib/domain/heat'
import { type HeatCells, NO_CELLS } from '@/lib/domain/heat-state'
import type { EventState, Light } from '@/lib/domain/life'
import { lightOf } from '@/lib/domain/lights'
import { firstClocks } from '@/lib/domain/limit'
import { type Stage, toldStage } from '@/lib/domain/stages'
import type { Figures } from '@/lib/domain/wire'
import { followLog } from '@/lib/server/replay-job'
import { numbersFrom } from '@/lib/testing/busy-days'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, smallCounty, spot, viewer } from '@/lib/testing/small-county'
import { OverdueWaits } from '@/lib/warning/overdue-replay'
import { cellsThen } from './heat-then'
import { openLive } from './live'
import { figuresAt, readMoment, stateThen } from './moment'
import { verifyReplay } from './verify-replay'

/** Viewers who see differently: everything, no sensitive events, one street. */
const eyes: readonly Viewer[] = [viewer('supervisor'), viewer('viewer'), viewer('viewer', '411324001')]
const admin = viewer('dispatcher')
const EVENTS = 300
const DAYS = 40

/** The states whose clocks run. */
const RUNS: ReadonlySet<EventState> = new Set<EventState>(['awaiting_acceptance', 'awaiting_dispatch', 'handling'])

type Case = { row: EventIn; receivedAt: number }
const iso = (ms: number) => new Date(ms).toISOString()

/** Case histories of the forty days before NOW, as an import brings them: some received late, some without stages, some with receipts of their own. */
function histories(): Case[] {
  const next = numbersFrom(31)
  const chance = (share: number) => next(1_000) < share * 1_000
  return Array.from({ length: EVENTS }, () => {
    const occurredAt = NOW - next(DAYS * 24 * 60) * 60_000 - HOUR_MS
    const receivedAt = Math.min(NOW, occurredAt + (chance(0.15) ? next(72) * HOUR_MS : next(10) * 60_000))
    const stages: Stage[] = []
    let at = occurredAt
    const stage = (action: Stage['action'], hours: number, more: Partial<Stage> = {}) => {
      at += (1 + next(hours * 60)) * 60_000
      if (at < NOW) stages.push({ action, at: iso(at), ...(chance(0.1) && { receivedAt: iso(Math.min(NOW, at + next(20) * HOUR_MS)) }), ...more })
    }
    const row = event({
      occurredAt: iso(occurredAt),
      type: ['0101', '0102', '0402', '0501'][next(4)] ?? '0101',
      position: spot(next(8), next(4), 0.1, 0.1),
    })
    if (chance(0.2)) {
      if (chance(0.7) && occurredAt + 30 * HOUR_MS < NOW) row.handledAt = iso(occurredAt + next(30) * HOUR_MS)
      return { row, receivedAt }
    }
    stage('accept', 4)
    const fate = next(100)
    if (fate < 5) stage('void', 10)
    else if (fate < 10) stage('reject', 10)
    else {
      stage('dispatch', 6, { party: { kind: 'grid', id: '411324001' } })
      if (chance(0.2)) {
        stage('suspend', 12)
        stage('resume', 40)
      }
      if (chance(0.2)) stage('grant_extension', 4, { deadline: iso(at + 4 * DAY_MS) })
      stage('hand_in', 60)
      if (chance(0.15)) {
        stage('send_back', 12)
        stage('hand_in', 30)
      }
      stage('verify', 40)
      if (chance(0.3)) stage('follow_up', 48, { satisfied: chance(0.9), solved: true })
      if (chance(0.1)) stage('reopen', 30)
    }
    return { row: { ...row, ...(stages.length > 0 && { stages }) }, receivedAt }
  })
}

type Known = { grid: string; type: string; state: EventState; light: Light; handledAt: number | null; occurredAt: number; sensitive: boolean }

/** What was known of a case at an instant, by folding what had been told by then, from the start. */
function knownAt({ row, receivedAt }: Case, at: number, atlas: Atlas): Known | null {
  const type = atlas.typeByCode.get(row.type)
  const grid = row.position && atlas.byId.get(atlas.locate([row.position[0] ?? 0, row.position[1] ?? 0]) ?? 0)
  if (receivedAt > at || !type || !grid) return null
  const occurredAt = Date.parse(row.occurredAt)
  const rules = historyRules(type, type.urgency, atlas)
  const { deadline, stageClock } = firstClocks(occurredAt, { handling: rules.handling, stages: rules.entryByHand ? rules : null }, rules.calendar)
  const ended = row.handledAt ? Date.parse(row.handledAt) : null
  const handledAt = ended !== null && ended <= at ? ended : null
  const told = (row.stages ?? []).map(toldStage).filter((stage) => (stage.receivedAt ?? stage.at) <= at)
  const report = { reportedAt: occurredAt, reporter: null, handledAt, limit: rules.handling, deadline, stageClock, grid: grid.code }
  const folded = lifeOfStages(report, told, rules)
  if (!folded.ok) throw new Error(folded.message)
  const { life } = folded
  const light = lightOf(life, at, rules.calendar)
  return { grid: grid.code, type: type.code, state: life.state, light, handledAt: life.closedAt, occurredAt, sensitive: type.sensitive }
}

/** The total of a viewer of everything, counted case by case. */
function countAll(known: readonly Known[], at: number) {
  const counted = known.filter(({ state }) => state !== 'void')
  const open = counted.filter(({ handledAt }) => handledAt === null)
  const today = startOfDay(at)
  const states = new Map<EventState, number>()
  for (const { state } of counted) states.set(state, (states.get(state) ?? 0) + 1)
  return {
    total: {
      ...{ reported: counted.length, handled: counted.length - open.length, open: open.length },
      ...{ near: open.filter(({ light }) => light === 'near').length, overdue: open.filter(({ light }) => light === 'overdue').length },
    },
    states: Object.fromEntries(states),
    today: {
      reported: counted.filter(({ occurredAt }) => occurredAt >= today).length,
      handled: counted.filter(({ handledAt }) => handledAt !== null && handledAt >= today).length,
    },
  }
}

describeEachEngine('the moments of the past', () => {
  const cases = histories()
  let fence: Fence
  const follow = () => followLog(fence)
  const moment = async (at: number) => readMoment(at, await loadAtlas())
  /** What all steps add up to is what stands in the table of events. */
  const expectWhole = async () => expect(await verifyReplay()).toEqual({ behind: 0, differences: [] })

  beforeAll(async () => {
    await saveSmallCounty()
    fence = (await takeLease('replay', randomUUID(), 600_000)) as Fence
    const rows = cases.map(({ row }) => row)
    const saved = await saveEvents(rows, { viewer: admin, now: NOW, receivedAt: cases.map(({ receivedAt }) => receivedAt), trusted: true })
    expect(saved).toMatchObject({ accepted: EVENTS, rejected: [] })
    await follow()
  })

  it('are those of all that had been told by then, stage by stage and light by light', async () => {
    const atlas = await loadAtlas()
    const next = numbersFrom(7)
    for (let i = 0; i < 50; i++) {
      const at = NOW - 1 - next(DAYS * 24 * 3_600) * 1_000
      const known = cases.flatMap((one) => knownAt(one, at, atlas) ?? [])
      const figures = figuresAt(await moment(at), eyes[0] as Viewer)
      const { states = [], total, today, grids } = figures
      expect({ total, states: Object.fromEntries(states.map(({ state, count }) => [state, count])), today }, iso(at)).toEqual(countAll(known, at))
      for (const { grid, reported, handled, today, overdue = 0 } of grids) {
        const within = countAll(
          known.filter((one) => one.grid.startsWith(grid)),
          at,
        )
        expect({ grid, reported, handled, today, overdue }).toEqual({
          ...{ grid, reported: within.total.reported, handled: within.total.handled },
          ...{ today: within.today.reported, overdue: within.total.overdue },
        })
      }
    }
  })

  it('are counted by SQL over times of stages and of receipt', async () => {
    const next = numbersFrom(11)
    for (let i = 0; i < 20; i++) {
      const at = NOW - 1 - next(DAYS * 24 * 3_600) * 1_000
      // the state after the last stage that moves an event and was told by then, and the end that its source told
      const { rows } = await pool().query<{ state: string; count: number }>(
        `SELECT state, count(*)::int4 AS count FROM (
           SELECT COALESCE(
             (SELECT (ARRAY['awaiting_dispatch', 'handling', NULL, 'awaiting_verification', NULL, NULL, 'handling', 'suspended', 'handling', 'closed',
                 'handling', 'rejected', 'void', 'closed', NULL, 'awaiting_dispatch'])[(s->>0)::int + 1]
              FROM jsonb_array_elements(e.stages::jsonb) WITH ORDINALITY AS t (s, i)
              WHERE COALESCE((s->2->>'r')::float8, (s->>1)::float8 * 1000) <= $1 AND (s->>0)::int IN (0, 1, 3, 6, 7, 8, 9, 10, 11, 12, 13, 15)
              ORDER BY i DESC LIMIT 1),
             CASE WHEN e.stages IS NULL AND e.handled_at <= to_timestamp($1::float8 / 1000) THEN 'closed' ELSE 'awaiting_acceptance' END) AS state
           FROM events e WHERE e.received_at <= to_timestamp($1::float8 / 1000)
         ) AS known WHERE state <> 'void' GROUP BY 1`,
        [at],
      )
      const { states = [] } = figuresAt(await moment(at), eyes[0] as Viewer)
      expect(Object.fromEntries(states.map(({ state, count }) => [state, count])), iso(at)).toEqual(
        Object.fromEntries(rows.map(({ state, count }) => [state, count])),
      )
    }
  })

  it('tell the rule of what is overdue when clocks had run out, as an evaluation at that time would have seen it', async () => {
    const atlas = await loadAtlas()
    const { rows } = await pool().query<{ number: number; id: string }>('SELECT number, id FROM events')
    const numberOf = new Map(rows.map(({ number, id }) => [id, number]))
    const waits = new OverdueWaits(numberOf.values())
    for (let day = dayNumber(NOW) - DAYS - 1; day <= dayNumber(NOW); day++) for (const steps of await readSteps(day)) waits.add(day, steps)
    let waited = 0
    for (let at = NOW - 1; at > NOW - DAYS * DAY_MS; at -= 7 * HOUR_MS) {
      const then = cases.flatMap((one) => {
        const known = knownAt(one, at, atlas)
        const life = known && { state: known.state, light: known.light }
        return life && RUNS.has(life.state) && life.light === 'overdue' ? [numberOf.get(one.row.id) ?? 0] : []
      })
      const told = [...numberOf.values()].filter((number) => waits.of(number).some(({ from, to }) => from <= at && (to === null || to > at)))
      expect(told.sort(), iso(at)).toEqual(then.sort())
      waited += then.length
    }
    expect(waited).toBeGreaterThan(100)
    // those of one type and place are one alert
    const colours = ([1, 2, 3, 4] as const).map((urgency) => ({ urgency, colour: 'orange' as const }))
    const settings = { types: [], grids: [], colours, clearMinutes: 60, lateHours: 72 }
    const { past } = await previewRule(viewer('administrator'), 'overdue', { settings }, atlas, NOW)
    const beginnings = [...numberOf.values()].flatMap((number) => waits.of(number)).length
    expect(past?.alerts).toBeGreaterThan(5)
    expect(past?.alerts).toBeLessThan(beginnings)
  })

  /** One state at the starts of days is what the moments there show of it. */
  const expectStates = async (days: readonly number[], states: readonly EventState[]) => {
    const atlas = await loadAtlas()
    let most = 0
    for (const eye of eyes)
      for (const state of states) {
        const told = await stateThen(eye, state, days, startOfDayNumber(days[0] ?? 0) - 1, atlas)
        for (const [i, day] of days.entries()) {
          const shown = figuresAt(await moment(startOfDayNumber(day)), eye).states?.find((one) => one.state === state)?.count ?? 0
          expect([eye.role, state, day, told[i]]).toEqual([eye.role, state, day, shown])
          most = Math.max(most, shown)
        }
      }
    expect(most).toBeGreaterThan(2)
  }

  it('tell of one state at the start of each day what the whole moment tells, and nothing of days before the first', async () => {
    const last = dayNumber(NOW)
    const days = Array.from({ length: DAYS }, (_, i) => last - DAYS + 1 + i)
    await expectStates(days, ['suspended', 'handling'])
    const from = startOfDayNumber(last)
    expect(await stateThen(eyes[0] as Viewer, 'suspended', [last - 1, last], from, await loadAtlas())).toEqual([null, null])
  })

  it('are what the board showed, through new events, actions, updates and the passing of deadlines, also after joining their parts', async () => {
    const board = await openLive({ now: () => NOW, warn: () => {} })
    const shown: { at: number; figures: Figures[]; heat: string[][] }[] = []
    const windows = ['24h', '30d'] as const
    const heatOf = ({ cellX, cellY, type, step, count }: HeatCells, { first, last }: { first: number; last: number }) =>
      Array.from(cellX, (x, i) => `${x} ${cellY[i]} ${type[i]} ${step[i]}: ${count[i]}`)
        .filter((_, i) => (step[i] ?? 0) >= first && (step[i] ?? 0) <= last)
        .sort()
    const next = numbersFrom(5)
    const lights = (await takeLease('deadlines', randomUUID(), 600_000)) as Fence
    const late = event({ occurredAt: iso(NOW - 3 * DAY_MS), type: '0102' })
    const moved = event({ occurredAt: iso(NOW), updatedAt: iso(NOW), position: spot(1, 1) })
    let at = NOW
    for (let i = 0; i < 30; i++) {
      at += (1 + next(150)) * 60_000
      while ((await passDeadlines(lights, at)) > 0);
      await saveEvents([event({ occurredAt: iso(at - 60_000), type: i % 3 ? '0501' : '0102', position: spot(i % 8, i % 4) })], {
        viewer: admin,
        now: at,
      })
      if (i === 4) await saveEvents([late, moved], { viewer: admin, now: at })
      if (i === 9) await saveEvents([{ ...moved, updatedAt: iso(NOW + 1_000), type: '0501', position: spot(6, 2) }], { viewer: admin, now: at })
      if (i % 4 === 1) {
        const { rows } = await pool().query<{ id: string; revision: number }>(
          'SELECT id::text AS id, revision::float8 AS revision FROM events WHERE state = 0 ORDER BY number DESC OFFSET $1 LIMIT 1',
          [i % 3],
        )
        const [one] = rows
        if (one) {
          const action = i % 8 === 1 ? 'accept' : 'void'
          const said = { requestId: randomUUID(), expectedRevision: one.revision, action, reason: '不属实', note: '已看过' } as const
          await transitionEvent(admin, one.id, said, { now: at })
        }
      }
      await board.catchUp()
      const heat = eyes.flatMap((eye) =>
        windows.map((window) => heatOf(board.board.cells(eye, { window, at, types: null, ahead: false }) ?? NO_CELLS, stepsAt(window, at))),
      )
      shown.push({ at, figures: eyes.map((eye) => board.board.figures(eye, at)), heat })
      await follow()
    }
    const expectShown = async () => {
      const atlas = await loadAtlas()
      for (const { at, figures, heat } of shown) {
        const then = await moment(at)
        const asked = eyes.flatMap((eye) => windows.map((window) => ({ eye, window })))
        for (const [i, { eye, window }] of asked.entries())
          expect(heatOf((await cellsThen(eye, { window, at, types: null }, atlas)).cells, stepsAt(window, at)), `${window} ${iso(at)}`).toEqual(
            heat[i],
          )
        expect(
          eyes.map((eye) => figuresAt(then, eye)),
          iso(at),
        ).toEqual(figures)
      }
    }
    await expectShown()
    await expectWhole()
    let joined = 0
    while (await tidyReplay(fence, dayNumber(at) + 40)) joined++
    expect(joined).toBeGreaterThan(2)
    const { rows } = await pool().query('SELECT count(*)::int4 AS parts, count(DISTINCT day)::int4 AS days FROM replay_parts')
    expect(rows[0].parts).toBe(rows[0].days)
    await expectShown()
    await expectWhole()
  })

  it('count an event that became sensitive as sensitive before that too, for whoever may not see it', async () => {
    const [leaf, at] = ['411324001103004', NOW + 1_000]
    const quarrel = event({ occurredAt: iso(at), updatedAt: iso(at), position: spot(1, 3) })
    const save = (row: EventIn, now: number) => saveEvents([row], { viewer: admin, now })
    await save(quarrel, at)
    await save(event({ occurredAt: iso(at), position: spot(1, 3) }), at)
    await follow()
    const ofLeaf = async (eye: Viewer | undefined) => {
      const { grids, total, classes } = figuresAt(await moment(at + 1_000), eye as Viewer)
      return [grids.find(({ grid }) => grid === leaf)?.today, grids.find(({ grid }) => grid === '411324001')?.today, total.reported, classes]
    }
    const heat = async (eye: Viewer | undefined) => {
      const { cells } = await cellsThen(eye as Viewer, { window: '24h', at: at + 1_000, types: null }, await loadAtlas())
      return Array.from(cells.count).reduce((sum, n) => sum + n, 0)
    }
    const [full, plain] = eyes
    const [fullBefore, before] = [await ofLeaf(full), await ofLeaf(plain)]
    const [fullHeat, plainHeat] = [await heat(full), await heat(plain)]
    expect(before[0]).toBeGreaterThan(1)
    await save({ ...quarrel, updatedAt: iso(at + 2_000), type: '0102' }, at + 5_000)
    await follow()
    expect([await ofLeaf(full), await heat(full)]).toEqual([fullBefore, fullHeat])
    const [ofPlace, ...rest] = before
    expect(await ofLeaf(plain)).toEqual([Number(ofPlace) - 1, ...rest])
    expect(await heat(plain)).toBe(plainHeat - 1)
    await expectWhole()
    // and over the midnights between
    const later = { ...event({ occurredAt: iso(at + 6_000), updatedAt: iso(at + 6_000), position: spot(1, 3) }) }
    await save(later, at + 6_000)
    await save({ ...later, updatedAt: iso(at + 7_000), type: '0102' }, at + 3 * DAY_MS)
    await follow()
    await expectStates([dayNumber(at) + 1, dayNumber(at) + 2], ['awaiting_acceptance'])
  })

  it('are found wanting by SQL where a part is lost, and are made anew from the log', async () => {
    const at = NOW - 5 * DAY_MS
    const shown = figuresAt(await moment(at), eyes[0] as Viewer)
    await pool().query('DELETE FROM replay_parts WHERE day = (SELECT min(day) FROM replay_parts)')
    await pool().query('DELETE FROM replay_months')
    const { differences } = await verifyReplay()
    expect(differences.length).toBeGreaterThan(0)
    expect(differences[0]).toMatchObject({ where: expect.stringMatching(/^grid \d+, type \d+$/) })
    await forgetReplay()
    await follow()
    await expectWhole()
    expect(figuresAt(await moment(at), eyes[0] as Viewer)).toEqual(shown)
  })

  it('stand on the grids of their day, and what is now on those of now', async () => {
    const before = NOW - HOUR_MS
    const then = eyes.map(async (eye) => figuresAt(await moment(before), eye))
    const shown = await Promise.all(then)
    await saveGrids(
      smallCounty().filter(({ code }) => !(code.startsWith('411324002') && code.length > 12)),
      { demo: true, now: Date.now() },
    )
    await follow()
    await expectWhole()
    const board = await openLive({ now: () => NOW, warn: () => {} })
    const at = Date.now()
    const now = await moment(at)
    for (const eye of eyes) expect(figuresAt(now, eye)).toEqual(board.board.figures(eye, at))
    expect(await Promise.all(eyes.map(async (eye) => figuresAt(await moment(before), eye)))).toEqual(shown)
    await expectStates([dayNumber(startOfMonth(NOW)), dayNumber(NOW), dayNumber(at) + 1], ['handling', 'awaiting_acceptance'])
  })
})
