'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { QrCode } from '@/components/ui/qr-code'
import { drains, glass } from '@/components/ui/wall-looks'
import { alarm, prepareAlarm, ring } from '@/lib/client/alarm'
import { alertNews, byGravity } from '@/lib/client/alert-news'
import type { AlertRows } from '@/lib/client/board'
import { formatTime } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { replayTexts } from '@/lib/client/messages/replay'
import { screenTexts as texts } from '@/lib/client/messages/screen'
import { reloadWhenServed } from '@/lib/client/reload'
import { placeOf } from '@/lib/client/rows'
import { useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import { screenRoutes } from '@/lib/domain/routes/screens'
import type { ScreenTold, SteerPast } from '@/lib/domain/screen'
import type { ScreenReplay } from '@/lib/domain/screen-replay'
import { CALL_MS, isCalling } from '@/lib/domain/tour'
import AlertCallout from './alert-callout'
import { PAST_SIDE } from './layouts'
import type { PastProps } from './looking-back'
import { loadPast, Past } from './past'
import { PANEL_ROOM, ScenePanel } from './scene-panel'
import { useLookBackKey } from './use-look-back-key'
import { useTouring } from './use-touring'

/** How often a red alert that has the wall is heard again. */
const AGAIN_MS = 60_000
/** Units that the words of the tour take beside a call-out. */
const WORDS = 420
/** Units that the code of the remote takes beside it, in either language. */
const CODE = 200

type Props = PastProps & { stage: Stage; unit: number; side: number; low: boolean; pastCalls: number }

/** What a screen adds to the wall: its tour, its past, the alert that interrupts both, and the code of its remote. A screen acknowledges nothing. */
export default function Touring({ stage, unit, side: sideNow, low: lowNow, pastCalls, ...looks }: Props) {
  const { world, config } = looks
  const { told, shown, past: replay, now } = useTouring({ world, stage, room: PANEL_ROOM * unit })
  const { past, steer } = useSteering(replay)
  const [side, low] = past ? [PAST_SIDE, true] : [sideNow, lowNow]
  useLookBackKey(
    config.replays && past === null,
    pastCalls,
    useCallback(() => void steer({ do: 'replay' }), [steer]),
  )
  const isComing = told !== null && told.replay !== null
  useEffect(() => {
    if (isComing) loadPast()
  }, [isComing])
  const showing = shown?.showing ?? null
  const moved = told !== null && String(told.panels) !== String(config.panels)
  useEffect(() => {
    if (moved) reloadWhenServed()
  }, [moved])
  const call = showing?.call ?? null
  const standing = useStore(world.live, (s) => (told && !showing ? callOf(s.alerts, now()) : null))
  useSounds(world, call ? `${call.alert} ${call.step}` : standing, told?.mutedUntil ?? null)
  const tree = useStore(world.scenery, (s) => s.tree)
  const sound = useStore(alarm, (s) => s.sound)
  const top = { top: (low ? 172 : 120) * unit }
  const edge = (side + 16) * unit
  const place = showing?.fly ? placeOf(tree, showing.fly) : ''
  return (
    <div
      data-testid="touring"
      data-stop={showing?.stop.kind}
      data-at={told?.tour.at}
      data-call={call?.alert}
      data-revision={shown?.revision}
      className="contents"
    >
      {past && <Past {...looks} replay={past} now={now} steer={steer} />}
      <AlertCallout
        world={world}
        stage={stage}
        unit={unit}
        side={side}
        low={low}
        until={told ? CODE : 0}
        {...(showing && (call || !past) && { only: call?.alert ?? null, from: WORDS })}
        {...(past && { mark: replayTexts.isLive })}
        extra={(alert) =>
          told && (
            <div className="flex items-center gap-12 pt-6">
              <QrCode text={`${location.origin}/alerts?alert=${alert}`} label={texts.scan} className="size-88 rounded-chip" />
              <span className="text-1 text-ink-2">{texts.scan}</span>
            </div>
          )
        }
      />
      {showing && shown && (call || !past) && (
        <p
          className={`${drains} ${glass} absolute flex max-w-400 flex-col px-14 py-8 text-1`}
          style={{ ...top, left: edge }}
          data-testid="tour-words"
          role="status"
        >
          <TourWords told={shown} place={place} past={past !== null} />
        </p>
      )}
      {showing && !call && !past && <ScenePanel kind={showing.stop.kind} world={world} style={{ top: (low ? 232 : 180) * unit, right: edge }} />}
      {told && (
        <p
          className={`${drains} ${showing ? `${glass} px-14 py-8` : ''} absolute text-right text-1 text-ink-3`}
          style={{ top: past ? 120 * unit : top.top, right: edge }}
          data-testid="screen-code"
        >
          {texts.code(`${told.code.digits.slice(0, 3)} ${told.code.digits.slice(3)}`)}
          {told.mutedUntil !== null && <span className="block text-ink-1">{texts.muted(formatTime(told.mutedUntil).slice(0, 5))}</span>}
          {sound === 'blocked' && <span className="block">{texts.silent}</span>}
        </p>
      )}
    </div>
  )
}

/** Steers the past of the screen for a hand at its keyboard. A screen that is cut off shows now where it cannot say so. */
function useSteering(replay: ScreenReplay | null) {
  const [left, setLeft] = useState<ScreenReplay | null>(null)
  const current = useRef(replay)
  current.current = replay
  const steer = useCallback(async (action: SteerPast) => {
    const { ok } = await http(screenRoutes.past, { body: action })
    if (!ok && action.do === 'live') setLeft(current.current)
  }, [])
  return { past: replay === left ? null : replay, steer }
}

/** Where the tour stands, who holds it, and where it goes on when an alert has the wall. */
function TourWords({ told: { showing, tour }, place, past }: { told: ScreenTold; place: string; past: boolean }) {
  if (!showing) return null
  const scene = texts.scenes[showing.stop.kind]
  if (showing.call)
    return (
      <>
        <strong className="font-semibold text-ink-1">‖ {past ? replayTexts.paused : texts.paused}</strong>
        <span className="text-ink-2">{past ? replayTexts.after : texts.after(scene, tour.at, tour.stops)}</span>
      </>
    )
  if (showing.heldUntil !== null)
    return (
      <>
        <strong className="font-semibold text-ink-1">‖ {texts.held}</strong>
        <span className="text-ink-2">{place}</span>
      </>
    )
  return <span className="text-ink-2">{texts.tour(tour.at, tour.stops, scene, place)}</span>
}

/** The red alert that calls on a wall which neither tours nor is steered, so that none is given it, and the step of its ladder. */
function callOf(alerts: AlertRows | null, now: number): string | null {
  const [gravest] = [...(alerts?.values() ?? [])].filter((alert) => isCalling(alert, now)).sort(byGravity)
  return gravest ? `${gravest.id} ${gravest.escalation?.step ?? 0}` : null
}

/** What a wall lets be heard: a red alert that calls on it, again each minute for five, and an orange one once, unless it is mute. */
function useSounds(world: World, call: string | null, mutedUntil: number | null): void {
  useEffect(prepareAlarm, [])
  useEffect(() => {
    if (call === null) return
    ring('red', 100)
    const timer = setInterval(() => ring('red', 100), AGAIN_MS)
    const end = setTimeout(() => clearInterval(timer), CALL_MS)
    return () => {
      clearInterval(timer)
      clearTimeout(end)
    }
  }, [call])
  const before = useRef<AlertRows | null>(null)
  const alerts = useStore(world.live, (s) => s.alerts)
  useEffect(() => {
    if (alerts && before.current && mutedUntil === null) {
      const now = Date.now() + world.live.get().clockOffset
      if (alertNews(before.current, alerts, now).news.some(({ colour }) => colour === 'orange')) ring('orange', 100)
    }
    before.current = alerts
  }, [alerts, mutedUntil, world])
}
