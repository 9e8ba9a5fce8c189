import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partiesOf, type Viewer, visibilityClass } from '@/lib/domain/access'
import { checkHash, type EventChange, type EventFacts } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { type HeatWindow, stepOf, stepsAt } from '@/lib/domain/heat'
import { EVENT_STATES, LIFE_FLAGS, type Life, sourceLife } from '@/lib/domain/life'
import { allSteps } from '@/lib/testing/all-steps'
import { changeSequences, cut, finalFacts } from '@/lib/testing/change-sequences'
import { raggedCounty, raggedViewers, viewerOf } from '@/lib/testing/ragged-county'
import { makeBoard, UnknownFacts } from './board'
import { copyBoard, packBoard, restoreBoard } from './board-state'
import { BrokenCount } from './counts'

const now = Date.UTC(2026, 10, 24, 8, 20)
const { grids, typeById, lattice } = raggedCounty
const codeOf = new Map(grids.map((g) => [g.id, g.code]))
const cursor = { logId: 'log', revision: 0 }

/** Times around today and around the edges of windows, and some long ago. */
const sequences = fc.constantFrom(2 * HOUR_MS, 3 * DAY_MS, 40 * DAY_MS, 4_000 * DAY_MS).chain((span) =>
  changeSequences(
    {
      grids: grids.map((g) => g.id),
      types: [1, 2, 3],
      times: [now - span, now + 20 * HOUR_MS],
      cells: { width: 3, height: 3 },
      parties: ['department:城管', 'department:公安', 'member:1', 'team:2'],
    },
    span > 100 * DAY_MS ? 300 : 120,
  ),
)

function boardOf(changes: readonly EventChange[], cuts: readonly number[] = []) {
  const board = makeBoard(raggedCounty, cursor, now)
  let revision = 0
  for (const batch of cut(changes, cuts)) {
    revision += batch.length
    board.apply(batch, revision)
  }
  return board
}

const member: Viewer = { ...viewerOf('operator', '411324001'), id: 'member', parties: ['member:1', 'team:2'] }
const near: Viewer = { ...viewerOf('handler', '411324001001001', '411324002'), id: 'near', parties: ['team:2'] }
const police: Viewer = { id: 'p', name: '公安', role: 'handler', scope: { kind: 'department', department: '公安' } }
const viewers: Viewer[] = [...raggedViewers, member, near, police]

/* The naive model, in the words of the rules: no counters, no tree, a filter over all events for each figure. */
type Row = EventFacts & { number: number; code: string; sensitive: boolean; state: Life }
const rowsOf = (changes: readonly EventChange[]): Row[] =>
  [...finalFacts(changes)].map(([number, f]) => ({
    ...f,
    number,
    code: codeOf.get(f.grid) ?? '',
    sensitive: typeById.get(f.type)?.sensitive ?? false,
    state: f.life ?? sourceLife(f.handledAt),
  }))

/** A department looks at the whole county or at what it was narrowed to, but only at what was given to it. */
const prefixesOf = (viewer: Viewer) => (viewer.scope.kind === 'grids' ? viewer.scope.prefixes : [viewer.within ?? ''])
const inScope = (viewer: Viewer, code: string) => prefixesOf(viewer).some((p) => isWithin(code, p))
const isGiven = (viewer: Viewer, row: Row) => partiesOf(viewer).some((p) => row.state.parties.includes(p))
const isFull = (viewer: Viewer) => visibilityClass(viewer) === 'full' || viewer.scope.kind === 'department'
const isTold = (viewer: Viewer, row: Row) => viewer.scope.kind !== 'department' || isGiven(viewer, row)
const seesAlone = (viewer: Viewer, row: Row) =>
  inScope(viewer, row.code) && isTold(viewer, row) && (!row.sensitive || isFull(viewer) || isGiven(viewer, row))
const inTotal = (viewer: Viewer, row: Row) =>
  row.state.state !== 'void' &&
  (seesAlone(viewer, row) || (isTold(viewer, row) && inScope(viewer, row.code) && inScope(viewer, row.code.slice(0, 9))))
const inFigure = (viewer: Viewer, code: string, row: Row) =>
  row.state.state !== 'void' && isTold(viewer, row) && isWithin(row.code, code) && (code.length === 9 || !row.sensitive || isFull(viewer))
const count = (rows: readonly Row[]) => {
  const handled = rows.filter((r) => r.handledAt !== null).length
  return { reported: rows.length, handled, open: rows.length - handled }
}
const ofLight = (rows: readonly Row[], light: string) => rows.filter((r) => r.handledAt === null && r.state.light === light).length
/** What of a period's figure goes by hours. */
const hourFigure = (of: readonly Row[], start: number, end: number) => {
  const holds = (ms: number | null) => ms !== null && ms >= start && ms < end
  return { ...count(of.filter((r) => holds(r.occurredAt))), handledInPeriod: of.filter((r) => holds(r.handledAt)).length }
}
/** What of it goes by civil days: the formulas as they are told, over the events. */
const lifeFigure = (rows: readonly Row[], days: { from: string | null; to: string | null }) => {
  const start = days.from === null ? -Infinity : Date.parse(`${days.from}T00:00:00+08:00`)
  const end = days.to === null ? Infinity : Date.parse(`${days.to}T00:00:00+08:00`) + DAY_MS
  const inside = (ms: number | null) => ms !== null && ms >= start && ms < end
  const of = (holds: (row: Row) => boolean, among: readonly Row[]) => among.filter(holds).length
  const share = (numerator: number, denominator: number) => ({ numerator, denominator, value: denominator ? numerator / denominator : null })
  const has = (name: keyof typeof LIFE_FLAGS) => (row: Row) => (row.state.flags & LIFE_FLAGS[name]) !== 0
  const dueIn = (by: (row: Row) => number | null, done: (row: Row) => number | null) => {
    const running = rows.filter((r) => r.state.state !== 'suspended' && by(r) !== null)
    const due = running.filter((r) => {
      const [limit, at] = [by(r) ?? 0, done(r)]
      return inside(limit) || (limit < start && (at === null || at >= start))
    })
    // what is done early is done when it is due, so a deadline after the period is none of it
    return {
      due,
      done: due.filter((r) => (done(r) ?? Infinity) < end),
      inTime: due.filter((r) => inside(by(r)) && (done(r) ?? Infinity) <= (by(r) ?? 0)),
    }
  }
  const handedInAt = (r: Row) => r.state.handedInAt ?? r.handledAt
  const handing = dueIn((r) => r.state.deadline, handedInAt)
  const closing = dueIn(
    (r) => r.state.closeBy ?? r.state.deadline,
    (r) => r.handledAt,
  )
  const today = startOfDay(now)
  const late = of((r) => {
    const [limit, at] = [r.state.deadline ?? 0, handedInAt(r)]
    // what a period takes over from before it begins is late, also in one that is yet to begin
    if (limit < today || limit < start || at !== null) return at === null || at > limit
    return has('pastDeadline')(r)
  }, handing.due)
  const reported = rows.filter((r) => inside(r.occurredAt))
  const handedIn = rows.filter((r) => inside(handedInAt(r)))
  const closed = rows.filter((r) => inside(r.handledAt) && r.state.state !== 'rejected')
  const followedUp = closed.filter(has('followedUp'))
  const carded = reported.filter(has('carded'))
  return {
    acceptedLate: of(has('acceptedLate'), reported),
    dispatchedLate: of(has('dispatchedLate'), reported),
    openCards: of((r) => has('yellowCard')(r) || has('redCard')(r), reported),
    cardReplyRate: share(of(has('cardsInTime'), reported), carded.length),
    acceptedRate: share(
      of((r) => (r.state.acceptedAt ?? r.handledAt) !== null, reported),
      reported.length,
    ),
    respondedRate: share(of(has('responded'), reported), reported.length),
    handedInRate: share(handing.done.length, handing.due.length),
    handedInTimeRate: share(handing.inTime.length, handing.due.length),
    closedRate: share(closing.done.length, closing.due.length),
    closedInTimeRate: share(closing.inTime.length, closing.due.length),
    overdueRate: share(late, handing.due.length),
    reworkedRate: share(of(has('reworked'), handedIn), handedIn.length),
    extendedRate: share(
      of((r) => has('extended')(r) && inside(r.state.deadline), handing.due),
      handing.due.length,
    ),
    followedUpRate: share(followedUp.length, closed.length),
    satisfiedRate: share(of(has('satisfied'), closed), followedUp.length),
    solvedRate: share(of(has('solved'), closed), followedUp.length),
    handlingTime: { count: closed.length },
  }
}
const today = (ms: number | null) => ms !== null && startOfDay(ms) === startOfDay(now)

describe('the figures of a board', () => {
  it('equal a filter over all events, for every viewer, in any batches, also after a checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, fc.array(fc.nat(), { maxLength: 4 }), fc.nat(), async (changes, cuts, place) => {
        const half = place % (changes.length + 1)
        const early = boardOf(changes.slice(0, half), cuts)
        const restored = await restoreBoard(await packBoard(allSteps(copyBoard(early))), raggedCounty, 'log')
        restored.apply(changes.slice(half), changes.length)
        const rows = rowsOf(changes)
        for (const board of [boardOf(changes, cuts), restored]) {
          expect(board.revision).toBe(changes.length)
          expect(board.asOf).toBe(changes.length ? Math.max(...changes.map((c) => c.receivedAt)) : null)
          for (const viewer of viewers) {
            const mine = rows.filter((r) => inTotal(viewer, r))
            const classes = ['01', '02'].map((code) => ({
              code,
              today: mine.filter((r) => today(r.occurredAt) && typeById.get(r.type)?.classCode === code).length,
            }))
            expect(board.figures(viewer, now)).toEqual({
              total: { ...count(mine), near: ofLight(mine, 'near'), overdue: ofLight(mine, 'overdue') },
              states: EVENT_STATES.map((state) => ({ state, count: mine.filter((r) => r.state.state === state).length })).filter((s) => s.count > 0),
              today: { reported: mine.filter((r) => today(r.occurredAt)).length, handled: mine.filter((r) => today(r.handledAt)).length },
              classes: classes.filter((c) => c.today > 0),
              grids: grids
                .filter((g) => inScope(viewer, g.code))
                .sort((a, b) => (a.code < b.code ? -1 : 1))
                .map((g) => {
                  const of = rows.filter((r) => inFigure(viewer, g.code, r))
                  const overdue = ofLight(of, 'overdue')
                  return { grid: g.code, ...count(of), today: of.filter((r) => today(r.occurredAt)).length, ...(overdue && { overdue }) }
                }),
            })
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('of a period equal a filter over all events between the bounds that are named', () => {
    const bound = fc.option(fc.oneof(fc.integer({ min: now - 5 * DAY_MS, max: now + DAY_MS }), fc.integer({ min: now - 4_000 * DAY_MS, max: now })))
    const within = fc.constantFrom(undefined, '', '411324', '411324001', '411324001001', '411324001001002')
    fc.assert(
      fc.property(sequences, bound, bound, within, (changes, from, to, within) => {
        const board = boardOf(changes)
        const rows = rowsOf(changes)
        for (const viewer of viewers.filter(
          (v) => prefixesOf(v).some((p) => isWithin(p, within ?? '') || isWithin(within ?? '', p)) && !prefixesOf(v).includes('9'),
        )) {
          const answer = board.kpis(viewer, { within, from, to }, now)
          const start = answer.from === null ? -Infinity : Date.parse(answer.from)
          const end = answer.to === null ? Infinity : Date.parse(answer.to)
          if (from !== null) expect(from - start).toBeLessThan(HOUR_MS)
          const figure = (of: readonly Row[]) => ({ ...hourFigure(of, start, end), ...lifeFigure(of, answer.days) })
          // The narrower of scope and `within` is what the total is of; the street rule asks for that too.
          const inside: Viewer = {
            ...viewer,
            scope:
              viewer.scope.kind === 'department'
                ? viewer.scope
                : {
                    kind: 'grids',
                    prefixes: prefixesOf(viewer)
                      .filter((p) => isWithin(p, within ?? '') || isWithin(within ?? '', p))
                      .map((p) => (isWithin(p, within ?? '') ? p : (within ?? ''))),
                  },
          }
          const total = figure(rows.filter((r) => inTotal(inside, r) && (viewer.scope.kind === 'grids' || isWithin(r.code, within ?? ''))))
          expect(answer.total).toMatchObject(total)
          expect(answer.total.handledRate.value).toBe(total.reported ? total.handled / total.reported : null)
          for (const child of answer.children) expect(child).toMatchObject(figure(rows.filter((r) => inFigure(viewer, child.grid, r))))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('show the grids right below', () => {
    const board = boardOf([])
    const children = (viewer: Viewer, within?: string) => board.kpis(viewer, { within, from: null, to: null }, now).children.map((c) => c.grid)
    const all = viewerOf('viewer', '')
    expect(children(all)).toEqual(['411324001', '411324002', '411324003'])
    expect(children(all, '411324')).toEqual(['411324001', '411324002', '411324003'])
    expect(children(all, '411324001')).toEqual(['411324001001', '411324001002'])
    expect(children(all, '411324001001')).toEqual(['411324001001001', '411324001001002'])
    expect(children(all, '411324003')).toEqual([])
    expect(children(viewerOf('viewer', '411324001001'))).toEqual(['411324001001001', '411324001001002'])
    expect(children(viewerOf('viewer', '411324001001'), '411324')).toEqual(['411324001001001', '411324001001002'])
    expect(() => children(viewerOf('viewer', '411324001'), '411324002')).toThrow(/no grid/)
    expect(() => children(all, '999')).toThrow(/no grid/)
  })
})

describe('the sums of a board', () => {
  it('are those of the events that the viewer sees one by one', () => {
    fc.assert(
      fc.property(sequences, fc.array(fc.nat(), { maxLength: 4 }), (changes, cuts) => {
        const board = boardOf(changes, cuts)
        for (const viewer of viewers) {
          const expected = new Map<string, { count: number; sum: number }>()
          for (const row of rowsOf(changes).filter((r) => seesAlone(viewer, r))) {
            const { count, sum } = expected.get(row.code) ?? { count: 0, sum: 0 }
            expected.set(row.code, { count: count + 1, sum: (sum + checkHash(row.number, row.revision)) % 2 ** 32 })
          }
          expect(board.sums(viewer)).toEqual([...expected].map(([grid, s]) => ({ grid, ...s })).sort((a, b) => (a.grid < b.grid ? -1 : 1)))
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the heat of a board', () => {
  it('counts by cell, type and step what the viewer sees, at now and back as far as it is kept', () => {
    const window = fc.constantFrom<HeatWindow[]>('1h', '24h', '7d', '30d', 'all')
    fc.assert(
      fc.property(
        sequences,
        window,
        fc.integer({ min: -DAY_MS, max: HOUR_MS }),
        fc.option(fc.subarray([1, 2, 3])),
        fc.boolean(),
        (changes, window, shift, types, ahead) => {
          const board = boardOf(changes)
          const at = now + shift
          const { first, last } = stepsAt(window, at)
          board.expire(now + Math.max(0, shift))
          for (const viewer of viewers) {
            const cells = board.cells(viewer, { window, at, types: types && new Set(types), ahead })
            if (window === 'all' && !ahead) {
              expect(cells).toBeNull()
              continue
            }
            const expected = new Map<string, number>()
            for (const r of rowsOf(changes).filter((r) => r.cellX >= 0 && seesAlone(viewer, r) && (!types || types.includes(r.type)))) {
              const step = stepOf(window, r.occurredAt)
              const key = [r.cellX, r.cellY, r.type, step].join()
              if (step >= first && (ahead || step <= last)) expected.set(key, (expected.get(key) ?? 0) + 1)
            }
            const found = Array.from(cells?.count ?? [], (n, i): [string, number] => [
              [cells?.cellX[i], cells?.cellY[i], cells?.type[i], cells?.step[i]].join(),
              n,
            ])
            expect(found.sort()).toEqual([...expected].sort())
          }
        },
      ),
      { numRuns: 80 },
    )
  })

  it('leaves to the database what is too long ago', () => {
    const board = boardOf([])
    const query = { types: null, ahead: false }
    expect(board.cells(viewerOf('viewer', ''), { ...query, window: '30d', at: now - 2 * DAY_MS })).toBeNull()
    expect(board.cells(viewerOf('viewer', ''), { ...query, window: '7d', at: now - 2 * DAY_MS })?.count).toHaveLength(0)
  })
})

describe('a board', () => {
  const facts = { revision: 1, grid: 7, type: 1, urgency: 2, occurredAt: now, handledAt: null, cellX: 1, cellY: 1 }
  const change: EventChange = { revision: 1, number: 1, receivedAt: now, before: null, after: facts }

  it('refuses facts it has no name for before it counts anything', () => {
    for (const unknown of [{ grid: 99 }, { type: 99 }]) {
      const board = boardOf([])
      const bad = { ...change, revision: 2, number: 2, after: { ...facts, ...unknown } }
      expect(() => board.apply([change, bad], 2)).toThrow(UnknownFacts)
      expect(board.figures(viewerOf('viewer', ''), now).total.reported).toBe(0)
      expect(board.revision).toBe(0)
    }
  })

  it('notices when something is taken away that was never there, or comes out of turn', () => {
    expect(() => boardOf([]).apply([{ ...change, before: facts, after: null }], 1)).toThrow(BrokenCount)
    expect(() => boardOf([change]).apply([change], 2)).toThrow(BrokenCount)
  })

  it('takes an atlas with new types and names, but not other grids or another sensitivity', () => {
    const board = boardOf([change])
    const more = new Map(typeById).set(4, {
      id: 4,
      code: 'x',
      name: 'x',
      classCode: '09',
      className: 'x',
      urgency: 1,
      limit: 1,
      clock: 'working_day',
      lead: '',
      sensitive: true,
    })
    expect(board.takeAtlas({ ...raggedCounty, version: 2, typeById: more })).toBe(true)
    board.apply([{ ...change, revision: 2, number: 2, after: { ...facts, revision: 2, type: 4 } }], 2)
    expect(board.sums(viewerOf('viewer', ''))).toMatchObject([{ count: 1 }])
    expect(board.sums(viewerOf('supervisor', ''))).toMatchObject([{ count: 2 }])
    expect(board.figures(viewerOf('viewer', ''), now).classes).toEqual([
      { code: '01', today: 1 },
      { code: '09', today: 1 },
    ])
    const first = typeById.get(1)
    const moved = first ? new Map(more).set(1, { ...first, classCode: '09' }) : more
    expect(board.takeAtlas({ ...raggedCounty, version: 3, typeById: moved })).toBe(true)
    expect(board.figures(viewerOf('viewer', ''), now).classes).toEqual([{ code: '09', today: 2 }])
    expect(board.takeAtlas({ ...raggedCounty, typeById: first ? new Map(more).set(1, { ...first, sensitive: true }) : more })).toBe(false)
    expect(board.takeAtlas({ ...raggedCounty, grids: grids.slice(1), typeById: more })).toBe(false)
    expect(board.takeAtlas({ ...raggedCounty, lattice: { ...lattice, cell: 1 }, typeById: more })).toBe(false)
  })

  it('is not restored from a checkpoint that is cut, changed, or of other grids or types', async () => {
    const bytes = await packBoard(allSteps(copyBoard(boardOf([change]))))
    const restore = (b: Uint8Array, atlas = raggedCounty) => restoreBoard(b, atlas, 'log')
    expect((await restore(bytes)).revision).toBe(1)
    await expect(restore(bytes.subarray(0, bytes.length - 9))).rejects.toThrow()
    const changed = new Uint8Array(bytes) // a Buffer's slice would be the same memory
    changed[bytes.length - 20] = (changed[bytes.length - 20] ?? 0) ^ 0x55
    await expect(restore(changed)).rejects.toThrow()
    await expect(restore(new Uint8Array(10))).rejects.toThrow()
    await expect(restore(bytes, { ...raggedCounty, grids: grids.slice(1) })).rejects.toThrow(/other grids/)
    const sensitive = new Map([...typeById].map(([id, t]) => [id, { ...t, sensitive: true }]))
    await expect(restore(bytes, { ...raggedCounty, typeById: sensitive })).rejects.toThrow(/other grids/)
  })
})

describe('the published month (天门, December 2016)', () => {
  const month = { from: Date.parse('2016-12-01T00:00:00+08:00'), to: Date.parse('2017-01-01T00:00:00+08:00') }
  /** An event that is to be closed by `closeBy` and was at `handledAt`. */
  const event = (i: number, closeBy: number, handledAt: number | null): EventChange => {
    const occurredAt = closeBy - 5 * DAY_MS
    const life = { ...sourceLife(handledAt), deadline: closeBy }
    const after = { revision: i + 1, grid: 9, type: 1, urgency: 4, occurredAt, handledAt, cellX: 1, cellY: 1, life }
    return { revision: i + 1, number: i + 1, receivedAt: now, before: null, after }
  }

  it('has 93.72 and 75.82 per cent of 972, those carried over from November among them', () => {
    const day = (i: number) => month.from + (i % 31) * DAY_MS + 12 * HOUR_MS
    const changes = [
      ...Array.from({ length: 737 }, (_, i) => event(i, day(i), day(i) - HOUR_MS)),
      ...Array.from({ length: 144 }, (_, i) => event(737 + i, day(i % 20), day(i % 20) + 3 * DAY_MS)),
      ...Array.from({ length: 40 }, (_, i) => event(881 + i, day(i), i % 2 ? null : month.to + DAY_MS)),
      // of November: closed in December, in January, and in November and so no longer due
      ...Array.from({ length: 30 }, (_, i) => event(921 + i, month.from - DAY_MS, day(i))),
      ...Array.from({ length: 21 }, (_, i) => event(951 + i, month.from - DAY_MS, month.to + DAY_MS)),
      ...Array.from({ length: 50 }, (_, i) => event(972 + i, month.from - 3 * DAY_MS, month.from - DAY_MS)),
    ]
    const { total, children, days } = boardOf(changes).kpis(viewerOf('viewer', '411324001'), month, now)
    expect(days).toEqual({ from: '2016-12-01', to: '2016-12-31' })
    for (const figure of [total, children[0]]) {
      expect(figure?.closedRate).toMatchObject({ numerator: 911, denominator: 972 })
      expect(figure?.closedInTimeRate).toMatchObject({ numerator: 737, denominator: 972 })
      expect([figure?.closedRate, figure?.closedInTimeRate].map((r) => (100 * (r?.value ?? 0)).toFixed(2))).toEqual(['93.72', '75.82'])
    }
  })
})
