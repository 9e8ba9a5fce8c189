'use client'
import { useCallback, useEffect, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { replayTexts } from '@/lib/client/messages/replay'
import type { SteerPast } from '@/lib/domain/screen'
import { hasCaughtUp, isLookingBack, lookBack, type ScreenReplay } from '@/lib/domain/screen-replay'
import AlertCallout from './alert-callout'
import { PAST_SIDE } from './layouts'
import type { PastProps } from './looking-back'
import { Past } from './past'
import { useLookBackKey } from './use-look-back-key'

type Props = PastProps & { stage: Stage; unit: number; side: number; low: boolean; pastCalls: number }

/** How often it is looked whether a past is over. */
const POLL_MS = 500

/** What stands on a wall that somebody has opened who signed in: its alert, and the past by the hand at it, for nobody steers it from afar. */
export default function ByHand({ stage, unit, side, low, pastCalls, ...past }: Props) {
  const { world, config } = past
  const [replay, setReplay] = useState<ScreenReplay | null>(null)
  const now = useCallback(() => Date.now() + world.live.get().clockOffset, [world])
  const steer = useCallback(
    async (action: SteerPast) => {
      const { do: what, ...change } = action
      setReplay((before) => (what === 'live' ? null : lookBack(before, change, now())))
    },
    [now],
  )
  useLookBackKey(
    config.replays && replay === null,
    pastCalls,
    useCallback(() => void steer({ do: 'replay' }), [steer]),
  )
  useEffect(() => {
    if (!replay) return
    const timer = setInterval(() => {
      if (!isLookingBack(replay, now()) || hasCaughtUp(replay, now())) setReplay(null)
    }, POLL_MS)
    return () => clearInterval(timer)
  }, [replay, now])
  return (
    <>
      {replay && <Past {...past} replay={replay} now={now} steer={steer} />}
      <AlertCallout
        world={world}
        stage={stage}
        unit={unit}
        side={replay ? PAST_SIDE : side}
        low={low || replay !== null}
        {...(replay && { mark: replayTexts.isLive })}
      />
    </>
  )
}
