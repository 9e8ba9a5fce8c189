import { expect, it } from 'vitest'
import type { Known, Moment } from '@/lib/domain/replay-answer'
import { Replay } from './replay'

const NOON = Date.parse('2026-11-24T12:00:00+08:00')
const MINUTE = 60_000
const WEEK = 7 * 24 * 60 * MINUTE

const momentOf = (at: number, known: Known): Moment => ({
  ...{ at: new Date(at).toISOString(), known, countedTo: new Date(at).toISOString() },
  ...{ within: null, from: null, storedTo: '', writing: false, otherGrids: false, events: [], alerts: [] },
  figures: { total: { reported: 0, handled: 0, open: 0 }, today: { reported: 0, handled: 0 }, grids: [] },
  later: { reported: 0, corrected: 0, void: 0 },
})

/** A machine whose moments come when they are let, and what was asked for and shown. */
function machine(now = NOON + 10_000 * MINUTE) {
  const asked: number[] = []
  const shown: number[] = []
  const waiting = new Map<number, (fine: boolean) => void>()
  const replay = new Replay(
    {
      read(at, known) {
        asked.push(at)
        return new Promise((resolve) =>
          waiting.set(at, (fine) =>
            resolve(fine ? { ok: true, body: momentOf(at, known) } : { ok: false, code: 'lost', message: '', field: null, problem: {} }),
          ),
        )
      },
      now: () => now,
      shown: (at) => void shown.push(at),
    },
    NOON,
    'then',
  )
  const settle = async (fine = true) => {
    for (const answer of [...waiting.values()]) answer(fine)
    waiting.clear()
    for (let i = 0; i < 5; i++) await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
  }
  /** answers one moment that was asked for */
  const answer = async (at: number) => {
    waiting.get(at)?.(true)
    waiting.delete(at)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { replay, asked, shown, settle, answer, state: () => replay.store.get() }
}

it('shows the minute of the playhead with the same time a week before, and only once', async () => {
  const { replay, asked, shown, settle, state } = machine()
  replay.seek(NOON + 30_500)
  expect(asked).toEqual([NOON, NOON - WEEK])
  await settle()
  expect(state()).toMatchObject({
    at: NOON + 30_500,
    moment: { at: new Date(NOON).toISOString() },
    weekBefore: { at: new Date(NOON - WEEK).toISOString() },
  })
  replay.seek(NOON + 40_000)
  await settle()
  expect(asked.length).toBe(2)
  expect(shown).toEqual([NOON])
  replay.set({ compared: false })
  await settle()
  expect(state().weekBefore).toBeNull()
})

it('reads ahead while it plays, both ways, and waits for what is late', async () => {
  const { replay, asked, shown, settle, state } = machine()
  replay.seek(NOON)
  await settle()
  replay.set({ compared: false, speed: 1_000, playing: true })
  await settle()
  expect(asked).toContain(NOON + 30 * MINUTE)
  for (let i = 0; i < 20; i++) replay.tick(200)
  // the next moment was read and shown, the one after it not yet
  expect(state().at).toBeLessThan(NOON + 45 * MINUTE)
  await settle()
  for (let i = 0; i < 20; i++) {
    replay.tick(200)
    await settle()
  }
  expect(shown.slice(0, 4)).toEqual([NOON, NOON + 15 * MINUTE, NOON + 30 * MINUTE, NOON + 45 * MINUTE])
  expect(Math.abs(Date.parse(state().moment?.at ?? '') - state().at)).toBeLessThanOrEqual(15 * MINUTE)
  const { at } = state()
  replay.set({ way: -1 })
  replay.tick(1_000)
  await settle()
  expect(state().at).toBeLessThan(at)
})

it('goes no further than now, where it stands still', async () => {
  const { replay, settle, state } = machine(NOON + 20 * MINUTE)
  replay.seek(NOON + 900 * MINUTE)
  await settle()
  expect(state().at).toBe(NOON + 20 * MINUTE)
  replay.seek(NOON + 19 * MINUTE)
  replay.set({ playing: true, speed: 60 })
  for (let i = 0; i < 10; i++) {
    await settle()
    replay.tick(1_000)
  }
  await settle()
  expect(state()).toMatchObject({ at: NOON + 20 * MINUTE, playing: false })
})

it('says that a moment did not come, and reads it again when asked to', async () => {
  const { replay, asked, settle, state } = machine()
  replay.seek(NOON)
  await settle(false)
  expect(state()).toMatchObject({ failed: true, moment: null })
  replay.again()
  await settle()
  expect(state()).toMatchObject({ failed: false, moment: { at: new Date(NOON).toISOString() } })
  expect(asked.filter((at) => at === NOON).length).toBe(2)
})

it('goes on when an older moment comes after a newer one, and when one did not come', async () => {
  const { replay, shown, settle, answer, state } = machine()
  replay.set({ compared: false, speed: 60 })
  replay.seek(NOON)
  await settle()
  replay.set({ playing: true })
  // a second at the screen is a minute of then: the playhead may be a pace ahead of what has come
  replay.tick(1_000)
  await answer(NOON + 2 * MINUTE)
  await answer(NOON + MINUTE)
  replay.tick(1_000)
  await settle()
  expect(shown.at(-1)).toBe(NOON + 2 * MINUTE)
  replay.seek(NOON + 600 * MINUTE)
  await settle(false)
  expect(state()).toMatchObject({ failed: true, at: NOON + 600 * MINUTE })
  for (let i = 0; i < 4; i++) replay.tick(1_000)
  await settle()
  expect(state().failed).toBe(false)
  const { at } = state()
  replay.tick(1_000)
  expect(state().at).toBeGreaterThan(at)
})

it('stands where a wall says, draws anew when that is known otherwise, and reads again what did not come', async () => {
  const { replay, asked, shown, settle, state } = machine()
  const how = { playing: true, way: 1, speed: 1_000, compared: false, known: 'then' } as const
  replay.follow({ ...how, at: NOON + 100 }, 0)
  await settle()
  expect(state()).toMatchObject({ playing: true, moment: { at: new Date(NOON).toISOString() } })
  expect(shown).toEqual([NOON])
  replay.follow({ ...how, at: NOON + 200, known: 'now' }, 200)
  replay.follow({ ...how, at: NOON + 300, known: 'now' }, 200)
  await settle()
  expect(shown).toEqual([NOON, NOON])
  // it does not wait: all browsers of a wall go by one clock
  replay.follow({ ...how, at: NOON + 60 * MINUTE, playing: false }, 200)
  await settle(false)
  expect(state()).toMatchObject({ failed: true, at: NOON + 60 * MINUTE, moment: { at: new Date(NOON).toISOString() } })
  replay.follow({ ...how, at: NOON + 60 * MINUTE, playing: false }, 4_000)
  await settle()
  expect(state()).toMatchObject({ failed: false, moment: { at: new Date(NOON + 60 * MINUTE).toISOString() } })
  expect(asked.filter((at) => at === NOON + 60 * MINUTE).length).toBeGreaterThan(1)
})

it('reads a moment again where it is to be known otherwise, and shows no answer of what is not asked for any more', async () => {
  const { replay, asked, settle, answer, state } = machine()
  replay.seek(NOON)
  await settle()
  replay.set({ compared: false })
  await settle()
  asked.length = 0
  replay.seek(NOON + MINUTE)
  replay.set({ known: 'now' })
  expect(asked).toEqual([NOON + MINUTE, NOON + MINUTE])
  await answer(NOON + MINUTE)
  expect(state().moment).toMatchObject({ at: new Date(NOON + MINUTE).toISOString(), known: 'now' })
  replay.set({ known: 'then' })
  expect(state().moment).toMatchObject({ known: 'now' })
  await settle()
  expect(state().moment).toMatchObject({ known: 'then' })
})
