import type { Picture, Tone } from './judgement-document'
import type { PeriodFacts } from './judgement-facts'
import type { MultiPolygon } from './position'
import { quantile } from './trends'

const WIDTH = 1_240
const CHART_HEIGHT = 340
const MAP_HEIGHT = 640
const EDGE = 12
const METERS_PER_DEGREE = 111_320
const STEPS = ['step1', 'step2', 'step3', 'step4', 'step5'] as const satisfies readonly Tone[]

/**
 * Daily counts as bars from 0 to `top`, each before the grey span of its usual P10 to P90; a bar outside it is strong. Days without a usual
 * have no span. The answer says what the axis ends at.
 */
export function daysPicture(days: PeriodFacts['days']): { picture: Picture; top: number } {
  const most = Math.max(1, ...days.map(({ count, usual }) => Math.max(count, usual?.high ?? 0)))
  const unit = 10 ** Math.floor(Math.log10(most))
  const top = Math.ceil(most / (unit / 2)) * (unit / 2)
  const step = (WIDTH - 2 * EDGE) / Math.max(1, days.length)
  const base = CHART_HEIGHT - EDGE
  const y = (n: number) => round(base - (n / top) * (base - EDGE))
  const box = (i: number, part: number, from: number, to: number) => {
    const [x, width] = [round(EDGE + step * (i + (1 - part) / 2)), round(step * part)]
    return `M${x} ${y(to)}h${width}V${y(from)}h${-width}z`
  }
  const isOutside = ({ count, usual }: PeriodFacts['days'][number]) => usual !== null && (count < usual.low || count > usual.high)
  const bars = (strong: boolean) => days.map((day, i) => (isOutside(day) === strong ? box(i, 0.5, 0, day.count) : '')).join('')
  const shapes: Picture['shapes'] = [
    { path: days.map(({ usual }, i) => (usual ? box(i, 1, usual.low, usual.high) : '')).join(''), fill: 'band' },
    { path: bars(false), fill: 'bar' },
    { path: bars(true), fill: 'strong' },
    {
      path: `M${EDGE} ${base}H${WIDTH - EDGE}M${EDGE} ${y(top)}H${WIDTH - EDGE}M${EDGE} ${y(top / 2)}H${WIDTH - EDGE}`,
      stroke: 'line',
      strokeWidth: 1.5,
    },
  ]
  return { picture: { width: WIDTH, height: CHART_HEIGHT, shapes: shapes.filter(({ path }) => path !== '') }, top }
}

/** A grid on the map of a report. `value` null: nothing is known. `marked`: drawn with a strong border. */
export type MapArea = { geometry: MultiPolygon; value: number | null; marked: boolean }

/** Where each of the five steps of a map ends; the last is open. */
export type MapSteps = readonly number[]

/** Four bounds that part these values into five steps of about as many areas each, in two digits; fewer where values are few. */
export function mapSteps(values: readonly number[]): MapSteps {
  const sorted = [...values].sort((a, b) => a - b)
  if (sorted.length === 0) return []
  const bounds = [0.2, 0.4, 0.6, 0.8].map((share) => Number(quantile(sorted, share).toPrecision(2)))
  return [...new Set(bounds)].filter((bound) => bound > (sorted[0] ?? 0) && bound <= (sorted.at(-1) ?? 0))
}

/** The tone of a value on a map of these steps. */
export const toneOf = (value: number | null, steps: MapSteps): Tone =>
  value === null ? 'unknown' : (STEPS[steps.filter((bound) => value >= bound).length] ?? 'step5')

/** Areas filled by the step of their value, in a plain cylindrical projection that keeps shapes at their latitude; north is up. */
export function mapPicture(areas: readonly MapArea[], steps: MapSteps): Picture {
  const points = areas.flatMap(({ geometry }) => geometry.coordinates.flatMap(([outer = []]) => outer))
  const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)]
  const bound = (of: readonly number[], pick: (a: number, b: number) => number) => of.reduce((a, b) => pick(a, b), of[0] ?? 0)
  const [west, east, south, north] = [bound(xs, Math.min), bound(xs, Math.max), bound(ys, Math.min), bound(ys, Math.max)]
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.min((WIDTH - 2 * EDGE) / Math.max(1e-9, (east - west) * narrow), (MAP_HEIGHT - 2 * EDGE) / Math.max(1e-9, north - south))
  const height = Math.ceil((north - south) * scale + 2 * EDGE)
  const left = (WIDTH - (east - west) * narrow * scale) / 2
  const at = ([x = 0, y = 0]: readonly number[]): [number, number] => [left + (x - west) * narrow * scale, EDGE + (north - y) * scale]
  const pathOf = ({ geometry }: MapArea) => geometry.coordinates.flatMap((rings) => rings.map((ring) => ringPath(ring.map(at)))).join('')
  const tones: Tone[] = ['unknown', ...STEPS]
  const fills = tones.map((tone) => ({ path: areas.map((area) => (toneOf(area.value, steps) === tone ? pathOf(area) : '')).join(''), fill: tone }))
  const shapes: Picture['shapes'] = [
    ...fills,
    { path: areas.map(pathOf).join(''), stroke: 'line', strokeWidth: 1.5 },
    { path: areas.map((area) => (area.marked ? pathOf(area) : '')).join(''), stroke: 'strong', strokeWidth: 6 },
  ]
  return { width: WIDTH, height, shapes: shapes.filter(({ path }) => path !== '') }
}

/** Ground of a grid in km²; on the sphere, flat at its own latitude, which for a grid of a few kilometres is right to a thousandth. */
export function areaOf({ coordinates }: MultiPolygon): number {
  let sum = 0
  for (const rings of coordinates) {
    for (const [i, ring] of rings.entries()) {
      const middle = ring.reduce((total, [, y = 0]) => total + y, 0) / Math.max(1, ring.length)
      sum += (i === 0 ? 1 : -1) * Math.abs(ringArea(ring)) * Math.cos((middle * Math.PI) / 180)
    }
  }
  return (sum * METERS_PER_DEGREE * METERS_PER_DEGREE) / 1e6
}

function ringArea(ring: readonly (readonly number[])[]): number {
  const [originX = 0, originY = 0] = ring[0] ?? []
  let twice = 0
  for (const [i, [x = 0, y = 0]] of ring.entries()) {
    const [nextX = 0, nextY = 0] = ring[(i + 1) % ring.length] ?? []
    twice += (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY)
  }
  return twice / 2
}

/** A ring without the vertices that lie within a pixel of the line through those that stay (Douglas and Peucker 1973), from its two farthest points. */
function ringPath(ring: readonly (readonly [number, number])[]): string {
  const points = ring.slice(0, -1)
  const [first] = points
  if (!first || points.length < 3) return ''
  const far = points.reduce((best, point, i) => (distance(point, first) > distance(points[best] ?? first, first) ? i : best), 0)
  const kept = [...simplify(points.slice(0, far + 1)), ...simplify([...points.slice(far), first]).slice(1, -1)]
  return kept.length < 3 ? '' : `M${kept.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}z`
}

function simplify(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 3) return [...points]
  let [worst, at] = [0, 0]
  for (const [i, point] of points.entries()) {
    const off = offLine(point, first, last)
    if (off > worst) [worst, at] = [off, i]
  }
  return worst <= 1 ? [first, last] : [...simplify(points.slice(0, at + 1)).slice(0, -1), ...simplify(points.slice(at))]
}

function offLine(point: readonly [number, number], from: readonly [number, number], to: readonly [number, number]): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy)
  if (length === 0) return distance(point, from)
  return Math.abs(dx * (from[1] - point[1]) - dy * (from[0] - point[0])) / length
}

const distance = (a: readonly [number, number], b: readonly [number, number]): number => Math.hypot(a[0] - b[0], a[1] - b[1])
const round = (n: number): number => Math.round(10 * n) / 10

/** A picture as a file of SVG, drawn with these inks (colours by tone). */
export function svgOf({ width, height, shapes }: Picture, inks: Readonly<Record<Tone, string>>): string {
  const marks = shapes.map(({ path, fill, stroke, strokeWidth = 1, dashed }) => {
    const line = stroke
      ? ` stroke="${inks[stroke]}" stroke-width="${strokeWidth}" stroke-linejoin="round"${dashed ? ' stroke-dasharray="8 6"' : ''}`
      : ''
    return `<path d="${path}" fill="${fill ? inks[fill] : 'none'}"${line} fill-rule="evenodd"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${marks.join('')}</svg>`
}
