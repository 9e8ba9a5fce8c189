import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { formatCount } from '@/lib/client/format'
import { type GridTree, outer, pathName } from '@/lib/client/grids'
import { mapTexts } from '@/lib/client/messages/map'
import { wallTexts } from '@/lib/client/messages/wall'
import { drawnAt, isWay, nextPlace, stepOf, type Way } from './neighbour'
import type { Stage } from './stage'

const PAN_PX = 120

/** What is told of a grid. */
export type Told = { today: number; open: number; overdue?: number | undefined }

export type MapKeysProps = {
  stage: Stage
  tree: GridTree
  selected: string | null
  figureOf?: ((code: string) => Told | undefined) | undefined
  onSelect(code: string | null): void
  /** opens the table that stands for the map */
  onTable?: (() => void) | undefined
}

/** The map by keys: from grid to grid by the arrows, told as they are come to; and the way to its table, before it. */
export default function MapKeys({ stage, tree, selected, figureOf, onSelect, onTable }: MapKeysProps) {
  const [current, setCurrent] = useState<string | null>(null)
  const [focused, setFocused] = useState(false)
  const help = useId()
  const move = (way: Way) => {
    const places = drawnAt(tree.list, stage.level).map(({ code, place }) => ({ code, ...stage.project(place) }))
    const begun = tree.byCode.get(current ?? selected ?? '')
    const { clientWidth, clientHeight } = stage.container
    const from = begun ? stage.project(begun.place) : { x: clientWidth / 2, y: clientHeight / 2 }
    const next = nextPlace(
      from,
      places.filter(({ code }) => code !== begun?.code),
      begun ? way : null,
    )
    if (!next) return
    setCurrent(next.code)
    if (next.x < 0 || next.y < 0 || next.x > clientWidth || next.y > clientHeight)
      stage.pan({ x: next.x - clientWidth / 2, y: next.y - clientHeight / 2 })
  }
  const press = ({ key, shiftKey }: KeyboardEvent): boolean => {
    if (isWay(key)) shiftKey ? stage.pan(stepOf(key, PAN_PX)) : move(key)
    else if (key === 'Enter' && current !== null) onSelect(current)
    else if (key === 'Escape' && selected !== null) onSelect(outer(tree, selected))
    else if (key.toLowerCase() === 't' && onTable) onTable()
    else return false
    return true
  }
  const latest = useRef(press)
  latest.current = press
  useEffect(
    () => stage.listen({ label: wallTexts.map.label, describedBy: help, press: (event) => latest.current(event), focus: setFocused }),
    [stage, help],
  )
  return (
    <>
      {onTable && (
        <button
          type="button"
          className="sr-only focus:not-sr-only focus:absolute focus:top-1/2 focus:left-1/2 focus:z-3 focus:-translate-x-1/2 focus:rounded-chip focus:bg-ink-1 focus:px-16 focus:py-10 focus:text-2 focus:text-bg"
          onClick={onTable}
          data-testid="map-table-open"
        >
          {mapTexts.table.open}
        </button>
      )}
      <span id={help} hidden>
        {mapTexts.keys}
      </span>
      <p className="sr-only" aria-live="polite" data-testid="map-told">
        {focused && current !== null && [pathName(tree, current), told(figureOf?.(current))].filter(Boolean).join(', ')}
      </p>
      {focused && current !== null && <Outline stage={stage} tree={tree} code={current} />}
    </>
  )
}

const told = (figure: Told | undefined): string =>
  figure ? mapTexts.tells(formatCount(figure.today), formatCount(figure.open), formatCount(figure.overdue ?? 0)) : ''

/** Where the keys have come to, drawn over the map, since it moves with it and not with its data. */
function Outline({ stage, tree, code }: { stage: Stage; tree: GridTree; code: string }) {
  const rings = useMemo(() => tree.byCode.get(code)?.coordinates.flat() ?? [], [tree, code])
  const [path, setPath] = useState('')
  useEffect(() => {
    let frame = 0
    const draw = () => {
      frame = 0
      const points = (ring: readonly [number, number][]) => ring.map((at) => stage.project(at)).map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`)
      setPath(rings.map((ring) => `M${points(ring).join('L')}Z`).join(''))
    }
    const end = stage.onMove(() => {
      if (frame === 0) frame = requestAnimationFrame(draw)
    })
    draw()
    return () => {
      end()
      cancelAnimationFrame(frame)
    }
  }, [stage, rings])
  return (
    <svg className="pointer-events-none absolute inset-0 size-full" aria-hidden data-testid="map-current" data-grid={code}>
      <path d={path} fill="none" stroke="var(--map-halo)" strokeWidth="7" strokeLinejoin="round" />
      <path d={path} fill="none" stroke="var(--ink-1)" strokeWidth="2.5" strokeDasharray="8 5" strokeLinejoin="round" />
    </svg>
  )
}
