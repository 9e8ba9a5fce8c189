import { describe, expect, it } from 'vitest'
import { IDLE, type ScreenProgram, type ScreenState, SHIPPED_PROGRAM, type Showing } from './screen'
import { advance, besides, CALL_MS, type CallingAlert, countStops, HOLD_MS, LEAD_MS, steer, type TourWorld } from './tour'

const NOW = Date.parse('2026-11-27T02:00:00Z')
const program: ScreenProgram = { ...SHIPPED_PROGRAM, on: true }
const places = { streets: ['1', '2', '3'], hotspots: ['31', '12'] }
const world = (now: number, more: Partial<TourWorld> = {}): TourWorld => ({ program, places, alerts: [], now, ...more })
const alert = (id: string, more: Partial<CallingAlert> = {}): CallingAlert => ({
  ...{ id, grids: ['31'], state: 'firing', colour: 'red', startedAt: new Date(NOW).toISOString() },
  ...more,
})
const climbed = (step: number) => ({ step, rung: null, calledAt: null, nextAt: null, next: null })

/** The state that a screen comes to, which must be another. */
function next(state: ScreenState, at: TourWorld): ScreenState & { showing: Showing } {
  const moved = advance(state, at)
  if (!moved?.showing) throw new Error('it stands as it did')
  return { ...moved, showing: moved.showing }
}
const begun = (): ScreenState & { showing: Showing } => next(IDLE, world(NOW))

describe('a tour', () => {
  it('goes through its scenes, a stop for each place, and begins again', () => {
    let state = begun()
    const stops: string[] = []
    for (let i = 0; i < 10; i++) {
      const { stop, endsAt, startsAt } = state.showing
      stops.push(stop.grid === null ? stop.kind : `${stop.kind} ${stop.grid}`)
      expect(endsAt).toBe(startsAt + 1_000 * (program.scenes[stop.scene]?.seconds ?? 0))
      expect(countStops(program, stop, places)).toEqual({ stops: 9, at: (i % 9) + 1 })
      // nothing moves before its time, and what comes is told ahead
      expect(advance(state, world(startsAt + 500))).toBeNull()
      const told = (endsAt ?? 0) - 900
      state = next(state, world(told))
      expect(state.showing.startsAt).toBe(endsAt)
      expect(state.showing.startsAt - told).toBeGreaterThanOrEqual(LEAD_MS)
    }
    expect(stops).toEqual(['county', 'streets 1', 'streets 2', 'streets 3', 'hotspots 31', 'hotspots 12', 'overdue', 'cards', 'people', 'county'])
  })

  it('leaves out a scene of places where there are none, and shows the county where nothing is left', () => {
    const none = { streets: ['1'], hotspots: [] }
    const atStreet = besides(program, begun().showing.stop, none, 1)
    expect(atStreet).toMatchObject({ kind: 'streets', grid: '1' })
    expect(besides(program, atStreet, none, 1)).toMatchObject({ kind: 'overdue' })
    expect(besides(program, atStreet, none, -1)).toMatchObject({ kind: 'county' })
    const [, , hotspots] = program.scenes
    const only: ScreenProgram = { on: true, panels: null, scenes: hotspots ? [hotspots] : [] }
    expect(next(IDLE, world(NOW, { program: only, places: none })).showing.stop).toMatchObject({ kind: 'county', grid: null })
  })

  it('goes on from now where nobody was there to see it move', () => {
    const later = NOW + 86_400_000
    expect(next(begun(), world(later)).showing.startsAt).toBe(later + LEAD_MS)
  })

  it('does not begin by itself where its program says so, and a screen that is off stands as its address says', () => {
    expect(advance(IDLE, world(NOW, { program: SHIPPED_PROGRAM }))).toBeNull()
    expect(advance(begun(), world(NOW + 1_000, { program: SHIPPED_PROGRAM }))?.showing).toBeNull()
  })
})

describe('an alert', () => {
  it('interrupts the tour until somebody acknowledges it, and the tour goes on where it was', () => {
    const state = begun()
    const called = next(state, world(NOW + 2_000, { alerts: [alert('a')] }))
    expect(called.showing).toMatchObject({
      startsAt: NOW + 2_000 + LEAD_MS,
      endsAt: null,
      stop: state.showing.stop,
      call: { alert: 'a', grids: ['31'], step: 0 },
    })
    expect(advance(called, world(NOW + 60_000, { alerts: [alert('a')] }))).toBeNull()
    const after = next(called, world(NOW + 61_000, { alerts: [alert('a', { state: 'acknowledged' })] }))
    expect(after.showing).toMatchObject({ call: null, stop: state.showing.stop, startsAt: NOW + 61_000 + LEAD_MS })
    expect(after.called).toEqual({})
  })

  it('lets the tour go on after five minutes, and interrupts it again with each rung of its ladder', () => {
    const called = next(begun(), world(NOW, { alerts: [alert('a')] }))
    const end = NOW + LEAD_MS + CALL_MS
    expect(advance(called, world(end - 1, { alerts: [alert('a')] }))).toBeNull()
    const on = next(called, world(end, { alerts: [alert('a')] }))
    expect(on.showing.call).toBeNull()
    expect(advance(on, world(end + 1_000, { alerts: [alert('a')] }))).toBeNull()
    const again = next(on, world(end + 2_000, { alerts: [alert('a', { escalation: climbed(1) })] }))
    expect(again.showing.call).toMatchObject({ alert: 'a', step: 1, until: end + 2_000 + LEAD_MS + CALL_MS })
    // one that climbs while it has the wall has it for five minutes more
    const climbs = next(again, world(end + 9_000, { alerts: [alert('a', { escalation: climbed(2) })] }))
    expect(climbs.showing.call).toMatchObject({ step: 2, from: end + 9_000 + LEAD_MS })
  })

  it('waits while a later one of its colour has the wall, and has its turn after it', () => {
    const late = alert('b', { startedAt: new Date(NOW + 5_000).toISOString() })
    const first = next(begun(), world(NOW, { alerts: [alert('a')] }))
    const second = next(first, world(NOW + 6_000, { alerts: [alert('a'), late] }))
    expect(second.showing.call?.alert).toBe('b')
    const third = next(second, world(NOW + 20_000, { alerts: [alert('a'), { ...late, state: 'acknowledged' }] }))
    expect(third.showing.call).toMatchObject({ alert: 'a', until: NOW + 20_000 + LEAD_MS + CALL_MS })
  })

  it.each([
    ['is orange', { colour: 'orange' }],
    ['is silent', { silencedUntil: new Date(NOW + 60_000).toISOString() }],
    ['is held by a graver one', { inhibited: true }],
    ['was acknowledged', { state: 'acknowledged' }],
  ] as const)('that %s interrupts nothing', (_, more) => {
    expect(advance(begun(), world(NOW, { alerts: [alert('a', more)] }))).toBeNull()
  })
})

describe('a hand', () => {
  const hand = (state: ScreenState, action: Parameters<typeof steer>[1], now = NOW) => steer(state, action, '值班员', { program, places, now })

  it('holds the tour, moves it, and lets it go', () => {
    const held = hand(begun(), { do: 'next' })
    expect(held.showing).toMatchObject({ stop: { kind: 'streets', grid: '1' }, fly: '1', endsAt: null, heldUntil: NOW + HOLD_MS })
    expect(held.hand).toEqual({ name: '值班员', at: NOW })
    expect(hand(held, { do: 'previous' }).showing).toMatchObject({ stop: { kind: 'county' }, fly: null })
    expect(hand(held, { do: 'view', window: '7d', classes: ['04'] }).showing).toMatchObject({
      fly: '1',
      view: { window: '7d', classes: ['04'], measure: 'heat' },
    })
    expect(advance(held, world(NOW + HOLD_MS - 1))).toBeNull()
    // walls run for weeks with nobody at a keyboard
    expect(next(held, world(NOW + HOLD_MS)).showing).toMatchObject({ heldUntil: null, stop: { grid: '1' } })
    expect(hand(held, { do: 'go' }).showing).toMatchObject({ heldUntil: null, stop: { grid: '1' } })
  })

  it('puts no alert away, and an alert comes through what a hand holds', () => {
    const held = hand(begun(), { do: 'fly', grid: '31' })
    const called = next(held, world(NOW + 1_000, { alerts: [alert('a')] }))
    for (const action of [{ do: 'go' }, { do: 'rest' }, { do: 'next' }, { do: 'fly', grid: null }, { do: 'mute', minutes: 30 }] as const)
      expect(hand(called, action, NOW + 2_000).showing?.call).toEqual(called.showing.call)
    const after = next(called, world(NOW + 9_000, { alerts: [] }))
    expect(after.showing).toMatchObject({ call: null, fly: '31', heldUntil: NOW + HOLD_MS })
  })

  it('has a screen tour that does not by itself, until it is put back', () => {
    const off = { program: SHIPPED_PROGRAM }
    const on = steer(IDLE, { do: 'go' }, '', { ...world(NOW), ...off })
    expect(next(on, world((on.showing?.endsAt ?? 0) - 500, off)).showing.stop).toMatchObject({ kind: 'streets' })
    const back = steer(on, { do: 'rest' }, '', { ...world(NOW), ...off })
    expect(back.showing).toBeNull()
    expect(advance(back, world(NOW + 1_000, off))).toBeNull()
  })

  it('mutes for a while', () => {
    const muted = hand(IDLE, { do: 'mute', minutes: 15 })
    expect(muted.mutedUntil).toBe(NOW + 900_000)
    expect(advance(muted, world(NOW + 900_000, { program: SHIPPED_PROGRAM }))?.mutedUntil).toBeNull()
    expect(hand(muted, { do: 'mute', minutes: 0 }).mutedUntil).toBeNull()
  })
})

describe('the past', () => {
  const hand = (state: ScreenState, action: Parameters<typeof steer>[1], now = NOW, of = program) =>
    steer(state, action, '值班员', { program: of, places, now })
  const yesterday = NOW - 86_400_000
  const SOON = NOW + LEAD_MS

  it('has the tour stand still, and the tour goes on where it was', () => {
    const state = begun()
    const past = hand(state, { do: 'replay', at: yesterday, playing: true })
    expect(past).toMatchObject({ showing: state.showing, replay: { at: yesterday, since: SOON, playing: true }, hand: { at: NOW } })
    expect(advance(past, world(NOW + 400_000))).toBeNull()
    const back = hand(past, { do: 'live' }, NOW + 400_000)
    const at = NOW + 400_000 + LEAD_MS
    // both at the same moment, told ahead
    expect(back).toMatchObject({ replay: { until: at }, showing: { stop: state.showing.stop, startsAt: at } })
    expect(advance(back, world(at - 1))).toBeNull()
    const after = next(back, world(at))
    expect(after).toMatchObject({ replay: null, showing: back.showing })
    expect(advance(after, world(at + 1_000))).toBeNull()
  })

  it('ends ten minutes after the last hand, whatever it did, or when it has played on into now', () => {
    const past = hand(begun(), { do: 'replay', at: yesterday })
    const kept = hand(past, { do: 'mute', minutes: 5 }, NOW + 300_000)
    const end = NOW + 300_000 + LEAD_MS + 600_000
    expect(kept.replay?.until).toBe(end)
    expect(advance(kept, world(end - 1))?.replay).toEqual(kept.replay)
    expect(next(kept, world(end))).toMatchObject({ replay: null, showing: { stop: { kind: 'county' }, startsAt: end + LEAD_MS } })

    const still = hand(IDLE, { do: 'replay', at: NOW - 60_000, playing: true, speed: 60 }, NOW, SHIPPED_PROGRAM)
    const off = { program: SHIPPED_PROGRAM }
    expect(advance(still, world(SOON + 1_000, off))).toBeNull()
    const caught = advance(still, world(SOON + 1_100, off))
    expect(caught).toMatchObject({ showing: null, replay: { until: SOON + 1_100 + LEAD_MS } })
    expect(caught && advance(caught, world(SOON + 1_100 + LEAD_MS, off))).toMatchObject({ showing: null, replay: null })
  })

  it('is come through by an alert, which stops what is played and does not end it', () => {
    const past = hand(begun(), { do: 'replay', at: yesterday, playing: true, speed: 10 })
    const called = next(past, world(SOON + 1_000, { alerts: [alert('a')] }))
    const soon = SOON + 1_000 + LEAD_MS
    expect(called.showing.call).toMatchObject({ alert: 'a', from: soon })
    expect(called.replay).toMatchObject({ at: yesterday + 10 * (soon - SOON), since: soon, playing: false, until: past.replay?.until })
    // a hand may play on while it has the wall
    const plays = hand(called, { do: 'replay', playing: true }, soon + 1_000)
    expect(advance(plays, world(soon + 2_000, { alerts: [alert('a')] }))).toBeNull()
    const after = next(plays, world(soon + 9_000, { alerts: [] }))
    expect(after).toMatchObject({ showing: { call: null }, replay: { playing: true } })
  })

  it.each(['go', 'rest', 'next', 'previous'] as const)('is left by a hand that leads the tour: %s', (what) => {
    const past = hand(begun(), { do: 'replay', at: yesterday })
    expect(hand(past, { do: what }).replay?.until).toBe(SOON)
  })

  it('may be looked at elsewhere, from all of the area on', () => {
    const streets = hand(begun(), { do: 'next' })
    const touring = hand(streets, { do: 'go' })
    const past = hand(touring, { do: 'replay', at: yesterday })
    expect(hand(past, { do: 'view', window: '7d' })).toMatchObject({
      showing: { fly: null, view: { window: '7d' }, stop: { kind: 'streets' } },
      replay: { at: yesterday },
    })
    expect(hand(past, { do: 'fly', grid: '31' }).showing?.fly).toBe('31')
    // what a hand held before it holds on
    expect(hand(hand(streets, { do: 'replay' }), { do: 'view', window: '7d' }).showing?.fly).toBe('1')
  })
})
