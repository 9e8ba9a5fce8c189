'use client'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { PastShell } from '@/components/replay/past-shell'
import { useHandAt } from '@/components/replay/use-hand-at'
import { useReplayKeys } from '@/components/replay/use-replay-keys'
import { useThen } from '@/components/replay/use-then'
import type { WallConfig } from '@/lib/client/config'
import { PastHand } from '@/lib/client/past-hand'
import { openReplay, runReplay } from '@/lib/client/past-world'
import type { World } from '@/lib/client/world'
import type { SteerPast } from '@/lib/domain/screen'
import { playheadAt, REPLAY_IDLE_MS, type ScreenReplay } from '@/lib/domain/screen-replay'
import type { Tile } from './tile'

/** A hand that does nothing but be there is told so often at most. */
const TOLD_MS = 60_000

export type PastProps = {
  world: World
  config: WallConfig
  tile: Tile
  /** the street notes of the past are on the map, in place of those of now; null: it is over */
  onPast(notes: ReadonlyMap<string, string> | null): void
  onSelect(code: string | null): void
}
type Props = PastProps & { replay: ScreenReplay; now(): number; steer(action: SteerPast): Promise<unknown> }

/** The past on a wall, as `replay` has it by the server's clock (`now`); what a hand does here goes to `steer`, and comes back by `replay`. */
export default function LookingBack({ world, config, tile, replay, now, steer, onPast, onSelect }: Props) {
  const latest = useRef({ replay, steer })
  latest.current = { replay, steer }
  const [{ past, machine, hand }] = useState(() => {
    const { replay: machine, past } = openReplay(() => world, config.within ?? undefined, playheadAt(replay, now()), replay.known)
    return { past, machine, hand: new PastHand(machine, (change) => latest.current.steer({ do: 'replay', ...change })) }
  })
  useEffect(() => {
    world.lookBack(past)
    const end = runReplay(machine, now, (elapsedMs) => {
      const { since: _, until: __, ...how } = latest.current.replay
      machine.follow({ ...how, at: playheadAt(latest.current.replay, now()) }, elapsedMs)
    })
    return () => {
      end()
      world.lookBack(null)
    }
  }, [world, past, machine, now])
  useEffect(() => {
    const { since: _, until: __, ...how } = replay
    machine.follow({ ...how, at: playheadAt(replay, now()) }, 0)
    hand.heard()
  }, [replay, machine, hand, now])

  const back = useCallback(() => void latest.current.steer({ do: 'live' }), [])
  useReplayKeys(hand, back)
  const told = useRef(0)
  useHandAt(
    useCallback(() => {
      const left = latest.current.replay.until - now()
      if (left > REPLAY_IDLE_MS - TOLD_MS || now() - told.current < TOLD_MS) return
      told.current = now()
      hand.set({})
    }, [hand, now]),
  )

  const then = useThen(world, machine)
  const { notes } = then
  useLayoutEffect(() => onPast(notes), [onPast, notes])
  useLayoutEffect(() => () => onPast(null), [onPast])
  return <PastShell world={world} config={config} replay={hand} then={then} tile={tile} back={back} onSelect={onSelect} />
}
