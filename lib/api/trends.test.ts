import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Viewer, visibilityClass } from '@/lib/domain/access'
import type { EventChange, EventFacts } from '@/lib/domain/change'
import { DAY_MS, HOUR_MS, startOfDay } from '@/lib/domain/clock'
import { isWithin } from '@/lib/domain/grid'
import { isVoid } from '@/lib/domain/life'
import { AGES, MIN_WEEKS, OVERDUE_AGES, USUAL_WEEKS, usualOf } from '@/lib/domain/trends'
import { makeBoard } from '@/lib/live/board'
import { changeSequences, finalFacts } from '@/lib/testing/change-sequences'
import { raggedCounty, raggedViewers, viewerOf } from '@/lib/testing/ragged-county'
import { trendsOf } from './trends'

/** 16:20 in the county: sixteen whole hours of today are over. */
const now = Date.UTC(2026, 10, 24, 8, 20)
const today = startOfDay(now)
const { grids, typeById } = raggedCounty
const codeOf = new Map(grids.map((g) => [g.id, g.code]))

function boardOf(changes: readonly EventChange[]) {
  const board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, now)
  board.apply(changes, changes.length)
  return board
}

/* The naive model: no counters, a filter over all events for each figure. */
type Row = EventFacts & { code: string; sensitive: boolean }
const rowsOf = (changes: readonly EventChange[]): Row[] =>
  [...finalFacts(changes).values()].map((f) => ({ ...f, code: codeOf.get(f.grid) ?? '', sensitive: typeById.get(f.type)?.sensitive ?? false }))
/** A department looks at the whole county or at what it was narrowed to, but only at what was given to it. */
const inScope = (viewer: Viewer, code: string) =>
  (viewer.scope.kind === 'grids' ? viewer.scope.prefixes : [viewer.within ?? '']).some((p) => isWithin(code, p))
const isTold = (viewer: Viewer, { life }: Row) =>
  viewer.scope.kind === 'grids' || (viewer.scope.kind === 'department' && (life?.parties.includes(`department:${viewer.scope.department}`) ?? false))
const isFull = (viewer: Viewer) => viewer.scope.kind === 'department' || visibilityClass(viewer) === 'full'
const inTotal = (viewer: Viewer, row: Row) =>
  isTold(viewer, row) && !isVoid(row.life) && inScope(viewer, row.code) && (!row.sensitive || isFull(viewer) || inScope(viewer, row.code.slice(0, 9)))
const inFigure = (viewer: Viewer, code: string, row: Row) =>
  isTold(viewer, row) && !isVoid(row.life) && isWithin(row.code, code) && (code.length === 9 || !row.sensitive || isFull(viewer))
const between = (ms: number | null, from: number, to: number) => ms !== null && ms >= from && ms < to
const occurred = (rows: readonly Row[], from: number, to: number) => rows.filter((r) => between(r.occurredAt, from, to)).length
const handled = (rows: readonly Row[], from: number, to: number) => rows.filter((r) => between(r.handledAt, from, to)).length
const open = (rows: readonly Row[], from: number, to: number) => rows.filter((r) => r.handledAt === null && between(r.occurredAt, from, to)).length

const sequences = fc
  .constantFrom(20 * HOUR_MS, 3 * DAY_MS, 100 * DAY_MS)
  .chain((span) =>
    changeSequences(
      { grids: grids.map((g) => g.id), types: [1, 2, 3], times: [now - span, now], cells: { width: 3, height: 3 }, parties: ['department:城管'] },
      150,
    ),
  )

describe('trends', () => {
  it('equal a filter over all events, for every viewer', () => {
    fc.assert(
      fc.property(sequences, (changes) => {
        const board = boardOf(changes)
        const rows = rowsOf(changes)
        // a day is known from the first on which anything is counted, by occurrence or handling
        const times = rows.filter((r) => !isVoid(r.life)).flatMap((r) => [r.occurredAt, ...(r.handledAt === null ? [] : [r.handledAt])])
        const known = times.filter((t) => t >= today - USUAL_WEEKS * 7 * DAY_MS && t < today).map(startOfDay)
        const first = known.length ? Math.min(...known) : Number.POSITIVE_INFINITY
        const past = Array.from({ length: USUAL_WEEKS }, (_, i) => today - (i + 1) * 7 * DAY_MS).filter((d) => d >= first)
        for (const viewer of raggedViewers) {
          const got = trendsOf(board, viewer, now, [])
          const mine = rows.filter((r) => inTotal(viewer, r))
          const hour = (day: number, h: number) => occurred(mine, day + h * HOUR_MS, day + (h + 1) * HOUR_MS)
          expect(got.weeks).toBe(past.length)
          expect(got.hours).toEqual(Array.from({ length: 17 }, (_, h) => hour(today, h)))
          expect(got.usualHours).toEqual(
            past.length < MIN_WEEKS ? null : Array.from({ length: 24 }, (_, h) => usualOf(past.map((day) => hour(day, h)))),
          )
          const end = today + 16 * HOUR_MS
          expect(got.soFar).toEqual({
            reported: occurred(mine, today, end),
            handled: handled(mine, today, end),
            usualReported: usualOf(past.map((day) => occurred(mine, day, day + 16 * HOUR_MS)))?.middle ?? null,
            usualHandled: usualOf(past.map((day) => handled(mine, day, day + 16 * HOUR_MS)))?.middle ?? null,
          })
          expect(got.week.map((d) => d.hours.reduce((a, b) => a + b, 0))).toEqual(
            [6, 5, 4, 3, 2, 1, 0].map((ago) => occurred(mine, today - ago * DAY_MS, today - (ago - 1) * DAY_MS)),
          )
          expect(got.days).toHaveLength(30)
          got.days.forEach((day, i) => {
            const start = today - (29 - i) * DAY_MS
            expect(day).toMatchObject({ reported: occurred(mine, start, start + DAY_MS), handled: handled(mine, start, start + DAY_MS) })
          })
          const next = today + 17 * HOUR_MS
          expect(got.ages).toEqual(
            AGES.map(({ fromHours, toHours }) => ({
              fromHours,
              toHours,
              open: open(mine, toHours === null ? -Infinity : next - toHours * HOUR_MS, fromHours === 0 ? Infinity : next - fromHours * HOUR_MS),
            })),
          )
          expect(got.ages.reduce((sum, age) => sum + age.open, 0)).toBe(board.figures(viewer, now).total.open)

          const late = mine.flatMap((r) => (r.handledAt === null && r.life?.light === 'overdue' && r.life.deadline !== null ? [r.life.deadline] : []))
          const daysAgo = (ms: number) => (today - startOfDay(ms)) / DAY_MS
          expect(got.overdue).toEqual(
            OVERDUE_AGES.map(({ fromDays, toDays }) => ({
              fromDays,
              toDays,
              open: late.filter((d) => (fromDays === 0 || daysAgo(d) >= fromDays) && (toDays === null || daysAgo(d) < toDays)).length,
            })),
          )
          const classOf = (r: Row) => typeById.get(r.type)?.classCode
          for (const { code, days } of got.classes) {
            const of = mine.filter((r) => classOf(r) === code)
            expect(days).toEqual([6, 5, 4, 3, 2, 1, 0].map((ago) => occurred(of, today - ago * DAY_MS, today - (ago - 1) * DAY_MS)))
          }
          expect(got.classes.map((c) => c.code)).toEqual([...new Set([...typeById.values()].map((t) => t.classCode))].sort())

          const levels = grids.filter((g) => inScope(viewer, g.code)).map((g) => g.level)
          const shown = grids.filter((g) => inScope(viewer, g.code) && g.level <= Math.min(...levels) + 1)
          expect(got.grids).toEqual(
            shown
              .sort((a, b) => (a.code < b.code ? -1 : 1))
              .map((g) => {
                const of = rows.filter((r) => inFigure(viewer, g.code, r))
                const day = (start: number, to: number) => occurred(of, start, to)
                return {
                  grid: g.code,
                  level: g.level,
                  open: open(of, -Infinity, Infinity),
                  today: day(today, today + DAY_MS),
                  soFar: day(today, end),
                  usual: usualOf(past.map((d) => day(d, d + 16 * HOUR_MS)))?.middle ?? null,
                  days: [6, 5, 4, 3, 2, 1, 0].map((ago) => day(today - ago * DAY_MS, today - (ago - 1) * DAY_MS)),
                }
              }),
          )
        }
      }),
      { numRuns: 40 },
    )
  })

  it('say nothing of what is usual before the first hour of the day is over', () => {
    const facts = { revision: 0, grid: 7, type: 1, urgency: 4, handledAt: null, cellX: -1, cellY: -1 }
    const changes = Array.from({ length: 90 }, (_, i): EventChange => {
      const after = { ...facts, revision: i + 1, occurredAt: today - i * DAY_MS + 10 * 60_000 }
      return { revision: i + 1, number: i + 1, receivedAt: now, before: null, after }
    })
    const board = boardOf(changes)
    const viewer = viewerOf('screen', '')
    const early = trendsOf(board, viewer, today + 30 * 60_000, [])
    expect(early.hours).toEqual([1])
    expect(early.soFar).toEqual({ reported: 0, handled: 0, usualReported: null, usualHandled: null })
    expect(early.usualHours?.[0]).toEqual({ low: 1, middle: 1, high: 1 })
    expect(trendsOf(board, viewer, now, []).soFar).toMatchObject({ reported: 1, usualReported: 1, usualHandled: 0 })
  })

  it('compare with no week that is still being written, and with nothing while it is today’s', () => {
    const facts = { revision: 0, grid: 7, type: 1, urgency: 4, handledAt: null, cellX: -1, cellY: -1 }
    // from the newest day back, as a first start writes them: so far so many
    const written = (days: number) =>
      boardOf(
        Array.from({ length: days }, (_, ago): EventChange => {
          const after = { ...facts, revision: ago + 1, occurredAt: today - ago * DAY_MS + 10 * 60_000 }
          return { revision: ago + 1, number: ago + 1, receivedAt: now, before: null, after }
        }),
      )
    const viewer = viewerOf('screen', '')
    const at = (days: number) => trendsOf(written(days), viewer, now, [], today - (days - 1) * DAY_MS)
    const told = ({ weeks, soFar, completeFrom }: ReturnType<typeof at>) => ({ weeks, usual: soFar.usualReported, completeFrom })
    const iso = (days: number) => new Date(today - (days - 1) * DAY_MS).toISOString()
    expect(told(at(1))).toEqual({ weeks: 0, usual: null, completeFrom: iso(1) })
    expect(told(at(20))).toEqual({ weeks: 2, usual: null, completeFrom: iso(20) })
    expect(told(at(40))).toEqual({ weeks: 5, usual: 1, completeFrom: iso(40) })
    // the day that is half there is none to compare with: only what is whole counts
    expect(trendsOf(written(40), viewer, now, [], today - 33 * DAY_MS).weeks).toBe(4)
  })

  it('compare today only up to where the events of a late source reach', () => {
    // five in each of the hours from 6:00 on, every day; today until 9:00
    const facts = { revision: 0, grid: 7, type: 1, urgency: 4, handledAt: null, cellX: -1, cellY: -1 }
    const times = Array.from({ length: 85 }, (_, ago) => Array.from({ length: 90 }, (_, i) => today - ago * DAY_MS + 6 * HOUR_MS + i * 12 * 60_000))
    const until = today + 9 * HOUR_MS + 60_000
    const changes = times.flat().flatMap((occurredAt, i): EventChange[] => {
      if (occurredAt > until) return []
      return [{ revision: i + 1, number: i + 1, receivedAt: now, before: null, after: { ...facts, revision: i + 1, occurredAt } }]
    })
    const board = makeBoard(raggedCounty, { logId: 'log', revision: 0 }, now)
    board.apply(changes, times.flat().length)
    const viewer = viewerOf('screen', '')
    const source = { source: 'a', lastReceivedAt: '', lastDay: 16, looked: 100 }
    const fresh = trendsOf(board, viewer, now, [{ ...source, lastOccurredAt: now - 60_000 }])
    expect(fresh).toMatchObject({ until: null, soFar: { reported: 16, usualReported: 50 }, sources: [{ late: false }] })
    const late = trendsOf(board, viewer, now, [{ ...source, lastOccurredAt: until }])
    expect(late).toMatchObject({ until: new Date(until).toISOString(), soFar: { reported: 15, usualReported: 15 }, sources: [{ late: true }] })
    expect(late.grids.find((g) => g.level === 1 && g.usual)).toMatchObject({ soFar: 15, usual: 15 })
    expect(late.hours).toHaveLength(17)
    const yesterday = trendsOf(board, viewer, now, [{ ...source, lastOccurredAt: today - 3 * HOUR_MS }])
    expect(yesterday.soFar).toEqual({ reported: 0, handled: 0, usualReported: null, usualHandled: null })
  })
})
