import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { writeNight } from '@/lib/db/alerts/nights'
import { answerQuestion, countAnswers, giveQuestions, putQuestions } from '@/lib/db/alerts/questions'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { pool, transaction } from '@/lib/db/engine/pool'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { DAY_MS, HOUR_MS } from '@/lib/domain/clock'
import { NO_LADDER } from '@/lib/domain/ladder'
import type { NightFinding } from '@/lib/domain/night'
import { describeEachEngine } from '@/lib/testing/database'
import { saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { askAboutWeek } from './questions-job'

/** 2026-11-23, a Monday, at 00:00 of the county's clock. */
const MONDAY = Date.UTC(2026, 10, 22, 16)
const ASKED = MONDAY + 8 * HOUR_MS
const A = '411324001101'
const B = '411324002101'

const finding = (grids: string[], of: Partial<NightFinding> = {}): NightFinding => ({
  ...{ stream: '0501', types: ['0501'], grids, expectedByGrid: grids.map(() => 1), from: '2026-11-14', to: '2026-11-17' },
  ...{ observed: 9, expected: 3, p: 0.01, extrapolated: false, recurrenceInterval: 50, told: false },
  ...of,
})
const alert = (grid: string, startedAt: number): AlertRecord => ({
  ...{ id: randomUUID(), revision: 0, rule: { id: 'overdue', version: 1, kind: 'overdue', name: '超期' }, stream: '0501', types: ['0501'] },
  ...{ sensitive: false, colour: 'yellow', state: 'firing', startedAt, updatedAt: startedAt, clearedAt: null, endsAt: null, endedAt: null },
  ...{ members: [{ number: 1, grid, status: 'holds' }], endedBy: null, mergedInto: null, follows: null, acknowledged: null },
  ...{ assigned: null, escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record: null },
})

describeEachEngine('weekly questions', () => {
  const dispatcher = viewer('dispatcher')
  let fence: Fence
  const context = (now = ASKED) => ({ now, address: null })
  const keep = (rule: string, night: string, findings: NightFinding[], incomplete?: true) =>
    transaction((tx) => {
      const report = { days: 90, streams: 3, events: 1_000, unplaced: 0, ms: 1, findings, ...(incomplete && { incomplete }) }
      return writeNight(tx, { id: rule, version: 1 }, night, report, MONDAY)
    })
  type Row = { week: string; grid: string; kind: string; rule: string | null; night: string | null }
  const rows = async () =>
    (await pool().query<Row>('SELECT week::text AS week, grid, kind, rule, night::text AS night FROM weekly_questions ORDER BY kind, grid')).rows
  const open = async (who = dispatcher, now = ASKED) => (await giveQuestions(who, now)).questions
  const idOf = async (grid: string) => (await open()).find((one) => one.grid === grid)?.id ?? ''
  const refused = async (promise: Promise<unknown>) => promise.then(() => null).catch(({ code }: { code: string }) => code)

  beforeAll(async () => {
    await saveSmallCounty()
    const taken = await takeLease('questions', randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    fence = taken
  })

  it('are not put while no night of the week was judged, nor before Monday 08:00', async () => {
    await askAboutWeek(fence, ASKED)
    // the night of Monday is about the Sunday before, so it is of the week before
    await keep('cluster', '2026-11-16', [finding([`${A}001`])])
    await keep('surge', '2026-11-17', [], true)
    await askAboutWeek(fence, ASKED)
    expect(await rows()).toEqual([])
    await keep('cluster', '2026-11-18', [
      finding([`${A}001`, `${A}002`], { expectedByGrid: [1, 2] }),
      finding([`${A}003`], { types: ['0102'], stream: '0102' }),
      finding([`${A}004`], { told: true, recurrenceInterval: 400 }),
    ])
    await keep('surge', '2026-11-23', [finding([`${B}001`])])
    // alerts of the week leave nothing quiet in the first street, and all but three leaves of the other; one of later is of another week
    const atlas = await loadAtlas()
    const busy = atlas.leaves.flatMap(({ code }) => (code.startsWith('411324002') && !code.startsWith(B) ? [code] : []))
    const alerts = [alert('411324001', MONDAY - 2 * DAY_MS), ...busy.map((code) => alert(code, MONDAY - DAY_MS)), alert(`${B}002`, MONDAY + 60_000)]
    await transaction(async (tx) =>
      writeAlerts(
        tx,
        await lockHead(tx),
        alerts.map((one) => ({ alert: one, steps: [] })),
        { now: MONDAY },
      ),
    )
    await askAboutWeek(fence, ASKED - 1)
    expect(await rows()).toEqual([])
  })

  it('are put once a week: candidates by the leaf where most was expected, quiet places without alert or finding', async () => {
    await askAboutWeek(fence, ASKED)
    const asked = await rows()
    expect(asked.filter(({ kind }) => kind === 'candidate')).toEqual([
      { week: '2026-11-16', grid: `${A}002`, kind: 'candidate', rule: 'cluster', night: '2026-11-18' },
      { week: '2026-11-16', grid: `${B}001`, kind: 'candidate', rule: 'surge', night: '2026-11-23' },
    ])
    const quiet = asked.flatMap(({ kind, grid }) => (kind === 'quiet' ? [grid] : []))
    expect(quiet).toHaveLength(2)
    for (const grid of quiet) expect([`${B}002`, `${B}003`, `${B}004`]).toContain(grid)
    // again, at the same moment and later in the week, by this process, by two at once and by one that lost its lease
    await Promise.all([askAboutWeek(fence, ASKED), askAboutWeek(fence, ASKED + 3 * DAY_MS)])
    expect(await putQuestions(fence, '2026-11-16', [{ kind: 'quiet', grid: `${A}001`, found: null }], ASKED)).toBe(false)
    expect(await putQuestions(fence, '2026-11-09', [{ kind: 'quiet', grid: `${A}001`, found: null }], ASKED)).toBe(false)
    const stale = { ...fence, token: fence.token - 1 }
    expect(await refused(putQuestions(stale, '2026-11-30', [{ kind: 'quiet', grid: `${A}001`, found: null }], ASKED))).toBe('conflict')
    expect(await rows()).toEqual(asked)
    // two processes that both believe it is theirs: one of them puts them
    const both = ['001', '002'].map((leaf) => putQuestions(fence, '2026-11-30', [{ kind: 'quiet', grid: `${A}${leaf}`, found: null }], ASKED))
    expect((await Promise.all(both)).sort()).toEqual([false, true])
    expect((await rows()).filter(({ week }) => week === '2026-11-30')).toHaveLength(1)
    await pool().query(`DELETE FROM weekly_questions WHERE week = '2026-11-30'`)
  })

  it('name a place and a week and nothing else, to whoever could judge an alert there', async () => {
    const all = await open()
    expect(all).toHaveLength(4)
    for (const question of all) expect(question).toEqual({ id: question.id, grid: question.grid, from: '2026-11-16', to: '2026-11-22' })
    expect((await open(viewer('administrator', A))).map(({ grid }) => grid)).toEqual([`${A}002`])
    expect(await open(viewer('supervisor', '411324001102'))).toEqual([])
    for (const role of ['viewer', 'screen', 'operator', 'reporter', 'handler'] as const)
      expect(await refused(giveQuestions(viewer(role), ASKED))).toBe('forbidden')
    const department = { ...viewer('dispatcher'), scope: { kind: 'department' as const, department: '城管' } }
    expect(await refused(giveQuestions(department, ASKED))).toBe('forbidden')
    // they are asked for a week
    expect([(await open(dispatcher, ASKED + 7 * DAY_MS - 1)).length, (await open(dispatcher, ASKED + 7 * DAY_MS)).length]).toEqual([4, 0])
  })

  it('are answered once, which is audited and counts in what is missed', async () => {
    const [id, other] = [await idOf(`${A}002`), await idOf(`${B}001`)]
    expect(await refused(answerQuestion(viewer('dispatcher', B), id, { answer: 'yes' }, context()))).toBe('not_found')
    expect(await refused(answerQuestion(dispatcher, randomUUID(), { answer: 'yes' }, context()))).toBe('not_found')
    expect(await refused(answerQuestion(viewer('operator'), id, { answer: 'yes' }, context()))).toBe('forbidden')
    await answerQuestion(dispatcher, id, { answer: 'yes', note: '有人打过 13812345678' }, context())
    await answerQuestion(dispatcher, id, { answer: 'yes' }, context())
    expect(await refused(answerQuestion(dispatcher, id, { answer: 'no' }, context()))).toBe('conflict')
    expect(await refused(answerQuestion(viewer('supervisor'), id, { answer: 'yes' }, context()))).toBe('conflict')
    expect(await refused(answerQuestion(dispatcher, other, { answer: 'no' }, context(ASKED + 7 * DAY_MS)))).toBe('conflict')
    await answerQuestion(dispatcher, other, { answer: 'no' }, context())
    const [first, second] = await open()
    if (!first || !second) throw new Error('no quiet places')
    await answerQuestion(viewer('supervisor', B), first.id, { answer: 'unclear' }, context())
    await answerQuestion(viewer('supervisor', B), second.id, { answer: 'no' }, context())
    expect(await open()).toEqual([])
    expect(await countAnswers(MONDAY)).toEqual({ candidate: { yes: 1, no: 1, unclear: 0 }, quiet: { yes: 0, no: 1, unclear: 1 } })
    expect(await countAnswers(ASKED)).toEqual({ candidate: { yes: 0, no: 0, unclear: 0 }, quiet: { yes: 0, no: 0, unclear: 0 } })
    const { rows: notes } = await pool().query('SELECT note, answered_name AS name FROM weekly_questions WHERE id = $1', [id])
    expect(notes).toEqual([{ note: '有人打过 138****5678', name: 'dispatcher' }])
    const { rows: audited } = await pool().query<{ result: string; detail: unknown }>(
      `SELECT result, detail FROM audit WHERE action = 'question.answered' ORDER BY id`,
    )
    expect(audited.map(({ result }) => result)).toEqual(['refused', 'done', 'done', 'done', 'done'])
    expect(audited[1]?.detail).toEqual({ answer: 'yes', grid: `${A}002`, week: '2026-11-16' })
  })
})
