'use client'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Stage } from '@/components/map/stage'
import { byGravity } from '@/lib/client/alert-news'
import { placeOnMap } from '@/lib/client/alert-place'
import { alertCounts, alertParts, colourName } from '@/lib/client/alert-words'
import { formatTime } from '@/lib/client/format'
import { awaitedPost, nextStep } from '@/lib/client/ladder-words'
import { alertTexts } from '@/lib/client/messages/alerts'
import { useNow, useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import type { Alert } from '@/lib/domain/alert'
import { Rung } from '@/lib/domain/ladder'
import { relatedTo } from '@/lib/domain/related-alerts'
import { SeverityMark } from '../ui/severity-mark'
import { drains } from '../ui/wall-looks'
import { type Box, placeCallout } from './callout-place'
import { BELOW } from './layouts'

/** Units: the call-out's width and about its height, where it stands from above, how far it keeps from the edges of the map's middle and from what it tells of, and its pole from the name of the place. */
const WIDTH = 330
const HEIGHT = 300
const TOP = 128
/** So much lower it stands where a note stands above it: a history that is being written, a late source. */
const NOTE = 52
const KEPT = 16
const LIFT = 20
/** Units at the upper and the lower edge of the wall that are not the map's: what is drawn on it ends there, as the map does. */
const EDGES = { above: 104, below: 144 }
/** How often it is looked for names under it. */
const COVER_MS = 500
/** Units: where the pole comes to a call-out that stands beside its place. */
const POLE = 60

/** The outline of an alert's grids, how far it reaches, a point in the middle of the first, and the size of the map. All in pixels. */
type Drawn = { outline: string; grids: Box; x: number; y: number; width: number; height: number }

/** The newest red alert that nobody has acknowledged, or that of an id (`only`; null: none); null: there is none. */
function newestRed(alerts: ReadonlyMap<string, Alert> | null, only: string | null | undefined): Alert | null {
  if (only !== undefined) return (only === null ? null : alerts?.get(only)) ?? null
  const red = [...(alerts?.values() ?? [])].filter(({ state, colour }) => state === 'firing' && colour === 'red')
  return red.sort(byGravity)[0] ?? null
}

/** A red alert on the map: the outline of its grids, a pole, and what, where, since when, and who must acknowledge it. It sinks when somebody has. `low`: below a note; `mark`: what is said beside it, where all around is of another time. `only`: the one that a tour gives the wall to; `from`, `until`: units that the tour's words take at the left, and the code of the remote at the right; `extra`: what stands below. */
export default function AlertCallout({
  world,
  stage,
  unit,
  side,
  low,
  mark,
  only,
  from: kept = 0,
  until = 0,
  extra,
}: {
  world: World
  stage: Stage
  unit: number
  side: number
  low: boolean
  mark?: string
  only?: string | null
  from?: number
  until?: number
  extra?(alert: string): ReactNode
}) {
  const alert = useStore(world.live, (s) => newestRed(s.alerts, only))
  const related = useStore(world.live, (s) => (alert && s.alerts ? relatedTo(alert, s.alerts.values()).length : 0))
  const clockOffset = useStore(world.live, (s) => s.clockOffset)
  const tree = useStore(world.scenery, (s) => s.tree)
  const grids = alert?.grids.join() ?? ''
  const shapes = useMemo(() => grids.split(',').flatMap((code) => tree?.byCode.get(code) ?? []), [tree, grids])
  const [drawn, setDrawn] = useState<Drawn | null>(null)
  useEffect(() => {
    const [first] = shapes
    if (!first) return setDrawn(null)
    let frame = 0
    const place = ([lon, lat]: readonly [number, number]) => stage.project([lon, lat])
    const draw = () => {
      frame = 0
      const rings = shapes.flatMap(({ coordinates }) => coordinates.flat()).map((ring) => ring.map(place))
      const outline = rings.map((ring) => `M${ring.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`).join('')
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
      for (const { x, y } of rings.flat()) {
        left = Math.min(left, x)
        right = Math.max(right, x)
        top = Math.min(top, y)
        bottom = Math.max(bottom, y)
      }
      const { clientWidth: width, clientHeight: height } = stage.container
      setDrawn({ outline, grids: { left, top, right, bottom }, ...place(first.place), width, height })
    }
    const end = stage.onMove(() => {
      if (frame === 0) frame = requestAnimationFrame(draw)
    })
    draw()
    return () => {
      end()
      cancelAnimationFrame(frame)
    }
  }, [shapes, stage])
  const sheet = useRef<HTMLElement>(null)
  const isShown = alert !== null && drawn !== null
  useEffect(() => {
    if (!isShown) return
    const cover = () => {
      const at = sheet.current
      if (at) stage.cover({ left: at.offsetLeft, top: at.offsetTop, right: at.offsetLeft + at.offsetWidth, bottom: at.offsetTop + at.offsetHeight })
    }
    cover()
    // not only when the view moves: names find their places a little later, and come and go with the level
    const timer = setInterval(cover, COVER_MS)
    return () => {
      clearInterval(timer)
      stage.cover(null)
    }
  }, [isShown, stage])
  if (!alert || !drawn) return null
  const { what, place } = alertParts(alert, placeOnMap(alert, tree))
  const { outline, grids: hidden, x, width, height } = drawn
  const top = (low ? TOP + NOTE : TOP) * unit
  const [left, right] = [(side + KEPT + kept) * unit, width - (side + KEPT + until) * unit]
  const room = { left, top, right, bottom: height - (mark ? BELOW.past : BELOW.now) * unit }
  const spot = placeCallout({ room, width: WIDTH * unit, height: HEIGHT * unit, grids: hidden, at: drawn, kept: KEPT * unit })
  // beside the name that stands there
  const y = drawn.y + (spot.top > drawn.y ? LIFT : -LIFT) * unit
  const isOver = x >= spot.left && x <= spot.left + WIDTH * unit
  const pole = isOver ? `V${spot.top}` : `V${Math.min(y, spot.top + POLE * unit)}H${spot.left > x ? spot.left : spot.left + WIDTH * unit}`
  return (
    <div className={`${drains} pointer-events-none absolute inset-0`} data-testid="alert-callout" data-alert={alert.id}>
      <svg className="absolute inset-0 size-full" style={{ clipPath: `inset(${EDGES.above * unit}px 0 ${EDGES.below * unit}px)` }} aria-hidden>
        <path d={outline} fill="none" stroke="var(--map-halo)" strokeWidth={7 * unit} strokeLinejoin="round" strokeOpacity="0.7" />
        <path d={outline} fill="none" stroke="var(--sev-1)" strokeWidth={2 * unit} strokeLinejoin="round" />
        <path
          d={outline}
          fill="none"
          stroke="var(--sev-1)"
          strokeWidth={4 * unit}
          strokeLinejoin="round"
          className="animate-[spark_var(--m-breathe)_ease-in-out_infinite_alternate] in-data-[calm=true]:animate-none"
        />
        <path d={`M${x} ${y}${pole}`} fill="none" stroke="var(--sev-1)" strokeWidth={1.5 * unit} />
        <circle cx={x} cy={y} r={5 * unit} fill="var(--sev-1)" stroke="var(--map-halo)" strokeWidth={2 * unit} />
      </svg>
      <section
        ref={sheet}
        aria-label={alertTexts.internal}
        className="absolute flex w-330 flex-col gap-4 rounded-panel border-[length:max(1px,var(--u))] border-(--sev-1) bg-[color-mix(in_srgb,var(--bg)_84%,var(--sev-1))] px-18 py-14"
        style={spot}
      >
        <p className="flex items-center gap-12">
          <SeverityMark rank={1} label={colourName('red')} className="size-30" />
          <strong className="min-w-0 flex-1 truncate text-3 [&:lang(en)]:line-clamp-2 [&:lang(en)]:whitespace-normal" title={what}>
            {what}
          </strong>
          {mark && <span className="text-1 font-semibold whitespace-nowrap text-ink-1">● {mark}</span>}
          <time className="text-2 text-ink-1">{formatTime(Date.parse(alert.startedAt)).slice(0, 5)}</time>
        </p>
        {/* A long place gives way, the figures never do: they take a line of their own. */}
        <p className="flex flex-wrap gap-x-12 text-1 text-ink-2">
          {place && <span className="max-w-full truncate">{place}</span>}
          <span>{[alertCounts(alert), related > 0 ? alertTexts.related.count(related) : ''].filter(Boolean).join(' · ')}</span>
        </p>
        <Ladder alert={alert} clockOffset={clockOffset} />
        {extra?.(alert.id)}
      </section>
    </div>
  )
}

const RUNGS = Rung.options

/** Who must acknowledge it, as a post and never a name, which post is called next, and in how long. */
function Ladder({ alert, clockOffset }: { alert: Alert; clockOffset: number }) {
  const now = useNow(clockOffset)
  const next = now === null ? null : nextStep(alert, now + clockOffset)
  const reached = alert.escalation?.step ?? -1
  return (
    <>
      <p className="flex items-end justify-between gap-12">
        <span className="text-1 font-semibold text-ink-1">{awaitedPost(alert)}</span>
        {next && <span className="text-4 leading-none font-semibold whitespace-nowrap text-ink-1 tabular-nums">{next.left}</span>}
      </p>
      {alert.escalation && (
        <p className="flex items-center gap-6">
          {RUNGS.map((rung, i) => (
            <span
              key={rung}
              className={`grid size-28 place-items-center rounded-full border-[length:max(1px,var(--u))] text-1 font-semibold ${rung === alert.escalation?.rung ? 'border-ink-1 bg-ink-1 text-bg' : i <= reached ? 'border-ink-1 text-ink-1' : 'border-ink-3 text-ink-3'}`}
            >
              {alertTexts.rungs[rung].sign}
            </span>
          ))}
          {next && <span className="ml-auto text-1 whitespace-nowrap text-ink-2">{next.words}</span>}
        </p>
      )}
    </>
  )
}
