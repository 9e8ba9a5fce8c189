import { expect, it } from 'vitest'
import type { LookBack } from '@/lib/domain/screen-replay'
import { PastHand } from './past-hand'
import { Replay } from './replay'

const NOON = Date.parse('2026-11-24T12:00:00+08:00')

it('sends one thing at a time, what was done meanwhile together, and steps on from where it sent the playhead', async () => {
  const sent: LookBack[] = []
  let answer = () => {}
  const replay = new Replay({ read: () => new Promise(() => {}), now: () => NOON + 10_000, shown() {} }, NOON, 'then')
  const hand = new PastHand(replay, (change) => {
    sent.push(change)
    return new Promise<void>((resolve) => (answer = resolve))
  })
  const answered = async () => {
    answer()
    await new Promise((resolve) => setImmediate(resolve))
  }
  hand.step(-1_000)
  hand.step(-1_000)
  hand.set({ playing: true, speed: 10 })
  hand.step(-1_000)
  expect(sent).toEqual([{ at: NOON - 1_000 }])
  // of the wall it is not heard yet
  hand.heard()
  await answered()
  expect(sent.slice(1)).toEqual([{ at: NOON - 3_000, playing: true, speed: 10 }])
  await answered()
  hand.heard()
  replay.follow({ at: NOON - 2_500, playing: true, way: 1, speed: 10, compared: true, known: 'then' }, 0)
  hand.step(500)
  expect(sent.slice(2)).toEqual([{ at: NOON - 2_000 }])
})
