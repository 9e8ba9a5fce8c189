import { expect, it } from 'vitest'
import type { SteerPast } from '@/lib/domain/screen'
import { PastHand } from './past-hand'
import { Replay } from './replay'

const NOON = Date.parse('2026-11-24T12:00:00+08:00')

/** A hand, what it has sent, and how that is answered. */
function openHand() {
  const sent: SteerPast[] = []
  let answer = () => {}
  const replay = new Replay({ read: () => new Promise(() => {}), now: () => NOON + 10_000, shown() {} }, NOON, 'then')
  const hand = new PastHand(replay, (action) => {
    sent.push(action)
    return new Promise<void>((resolve) => (answer = resolve))
  })
  const answered = async () => {
    answer()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { hand, replay, sent, answered }
}

it('sends one thing at a time, what was done meanwhile together, and steps on from where it sent the playhead', async () => {
  const { hand, replay, sent, answered } = openHand()
  hand.step(-1_000)
  hand.step(-1_000)
  hand.set({ playing: true, speed: 10 })
  hand.step(-1_000)
  expect(sent).toEqual([{ do: 'replay', at: NOON - 1_000 }])
  // of the wall it is not heard yet
  hand.heard()
  await answered()
  expect(sent.slice(1)).toEqual([{ do: 'replay', at: NOON - 3_000, playing: true, speed: 10 }])
  await answered()
  hand.heard()
  replay.follow({ at: NOON - 2_500, playing: true, way: 1, speed: 10, compared: true, known: 'then' }, 0)
  hand.step(500)
  expect(sent.slice(2)).toEqual([{ do: 'replay', at: NOON - 2_000 }])
})

it('goes back to now after what is under way, and begins no past anew by being there', async () => {
  const { hand, sent, answered } = openHand()
  hand.set({ playing: true })
  hand.step(-1_000)
  hand.leave()
  hand.set({})
  expect(sent).toEqual([{ do: 'replay', playing: true }])
  hand.heard()
  await answered()
  expect(sent.slice(1)).toEqual([{ do: 'live' }])
  hand.set({})
  await answered()
  hand.set({})
  expect(sent).toHaveLength(2)
  // somebody else looks back meanwhile: the past that is seen now can be steered
  hand.heard()
  hand.set({ playing: false })
  expect(sent.slice(2)).toEqual([{ do: 'replay', playing: false }])
})
