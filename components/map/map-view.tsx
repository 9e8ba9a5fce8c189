'use client'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { GridTree } from '@/lib/client/grids'
import type { HeatPicture } from '@/lib/client/heat'
import { zh } from '@/lib/client/messages/zh-CN'
import { BRIGHT } from '@/lib/client/ramp'
import { paintBody, paintGlow } from './body'
import { featuresOf, namesOf, streetsOf } from './features'
import { type Level, Stage } from './stage'
import { readTheme } from './theme'

/** An event that has just happened; `key` tells repeats apart. */
export type Landing = { key: number; at: [number, number]; urgent: boolean }

export type MapViewProps = {
  tree: GridTree
  /** a short text under a street's name */
  notes: ReadonlyMap<string, string>
  measure: 'heat' | 'choropleth'
  level: Level | null
  selected: string | null
  heat: HeatPicture | null
  shades: ReadonlyMap<string, number>
  landings: readonly Landing[]
  /** counts up when the camera should go home */
  homeCalls: number
  onLevel(level: Level): void
  onSelect(code: string | null): void
  onReady(stage: Stage): void
}

/** Figures under a street's name change; their shapes must be there before. */
const DIGITS = '0123456789'
const nothing: ReadonlySet<string> = new Set()

/** The grids whose own colour is bright, so that their names are written dark. */
const brightShades = (shades: ReadonlyMap<string, number>) => new Set([...shades].flatMap(([code, shade]) => (shade > BRIGHT ? [code] : [])))

/** The map, mounted once for the life of the page; props become verbs of the stage. */
export default function MapView(props: MapViewProps) {
  const { tree, notes, measure, level, selected, heat, shades, landings, homeCalls } = props
  const element = useRef<HTMLDivElement>(null)
  const handlers = useRef(props)
  handlers.current = props
  const [stage, setStage] = useState<Stage | null>(null)
  const [failed, setFailed] = useState(false)
  const features = useMemo(() => featuresOf(tree.list), [tree])
  const first = useRef(features)
  const shown = useRef(0)

  useEffect(() => {
    const container = element.current
    if (!container) return
    try {
      const made = new Stage(container, first.current, readTheme(container), {
        level: (l) => handlers.current.onLevel(l),
        select: (code) => handlers.current.onSelect(code),
        ready: () => handlers.current.onReady(made),
        lost: () => location.reload(), // a context that was lost comes back without deck's textures
      })
      setStage(made)
      return () => made.remove()
    } catch (error) {
      console.error(error)
      setFailed(true)
    }
  }, [])

  useEffect(() => {
    if (!stage) return
    if (features !== first.current) stage.replace(features)
    let current = true
    const theme = readTheme(stage.container)
    void Promise.all([paintGlow(features.rings, features.bounds, theme), paintBody(features.rings, features.bounds, theme)]).then(([glow, body]) => {
      if (current) stage.show({ glow: stage.calm ? null : glow, body })
    })
    return () => {
      current = false
    }
  }, [stage, features])

  useEffect(() => void stage?.name('labels', namesOf(tree.list), tree.list.map((g) => g.sign).join('')), [stage, tree])
  useEffect(() => {
    const text = [...tree.list.filter((g) => g.level === 1).map((g) => g.sign), ...notes.values(), DIGITS].join('')
    void stage?.name('streets', streetsOf(tree.list, notes), text)
  }, [stage, tree, notes])

  useEffect(() => stage?.setLevel(level), [stage, level])
  useEffect(() => stage?.select(selected), [stage, selected])
  useEffect(() => stage?.shade(shades), [stage, shades])
  useEffect(() => {
    if (homeCalls > 0) stage?.goHome()
  }, [stage, homeCalls])
  useEffect(() => {
    stage?.show({ heat: heat && { image: heat.image, bounds: heat.bounds }, points: heat?.points ?? null, measure })
    stage?.brighten(measure === 'heat' ? (heat?.bright ?? nothing) : brightShades(shades))
  }, [stage, heat, measure, shades])
  useEffect(() => {
    if (!stage) return
    for (const { key, at, urgent } of landings) if (key > shown.current) stage.pulse(at, urgent)
    shown.current = landings.reduce((most, l) => Math.max(most, l.key), shown.current)
  }, [stage, landings])

  return (
    <div className="absolute inset-0" data-testid="map" role="application" aria-label={zh.map.label}>
      {failed ? (
        <p className="absolute inset-0 grid place-items-center text-3 text-ink-2">{zh.map.failed}</p>
      ) : (
        <div ref={element} className="size-full" />
      )}
    </div>
  )
}
