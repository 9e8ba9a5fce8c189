'use client'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Told } from '@/components/map/map-keys'
import MapTable from '@/components/panels/map-table'
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

/** What the map shows and tells of a past, in place of what is now: under the names of the streets, and of the grids. */
export type PastOnMap = { notes: ReadonlyMap<string, string>; figureOf(code: string): Told | undefined }

export type PastProps = {
  world: World
  config: WallConfig
  tile: Tile
  /** null: it is over */
  onPast(past: PastOnMap | null): void
  onSelect(code: string | null): void
  /** the table that stands for the map is open, and has been closed */
  onTableClosed?(): void
}
type Props = PastProps & { replay: ScreenReplay; now(): number; steer(action: SteerPast): Promise<unknown> }

/** The past on a wall, as `replay` has it by the server's clock (`now`); what a hand does here goes to `steer`, and comes back by `replay`. */
export default function LookingBack({ world, config, tile, replay, now, steer, onPast, onSelect, onTableClosed }: Props) {
  const latest = useRef({ replay, steer })
  latest.current = { replay, steer }
  const [{ past, machine, hand }] = useState(() => {
    const { replay: machine, past } = openReplay(() => world, config.within ?? undefined, playheadAt(replay, now()), replay.known)
    return { past, machine, hand: new PastHand(machine, (action) => latest.current.steer(action)) }
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

  const back = useCallback(() => hand.leave(), [hand])
  const isChosen = useCallback(() => world.view.get().selected !== null, [world])
  useReplayKeys(hand, back, isChosen)
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
  const { notes, whole } = then
  // told when a key comes to a grid, and not with each step of what plays
  const figures = useRef(whole)
  figures.current = whole
  const figureOf = useCallback((code: string) => figures.current?.figures.grids.find(({ grid }) => grid === code), [])
  useLayoutEffect(() => onPast({ notes, figureOf }), [onPast, notes, figureOf])
  useLayoutEffect(() => () => onPast(null), [onPast])
  return (
    <>
      <PastShell world={world} config={config} replay={hand} then={then} tile={tile} back={back} onSelect={onSelect} />
      {onTableClosed && <MapTable world={world} then={whole?.figures ?? null} onClose={onTableClosed} />}
    </>
  )
}
