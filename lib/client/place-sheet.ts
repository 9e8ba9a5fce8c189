import polylabel from 'polylabel'
import type { Position } from '@/lib/domain/position'
import type { RoadGrade } from '@/lib/domain/road'
import { MAP_ASPECT, type Surroundings } from '@/lib/domain/surroundings'
import { currentLanguage } from './language'
import { type Box, boxAt, clipLine, clipRing, isInRing, isWithinBox, ringArea, type Size, type Spot, touch } from './sheet-shapes'

/** Sizes of what is written, pixels: no less than is read on a phone. */
export const TEXT = { own: 13, grid: 12, road: 12 } as const
const LINE_HEIGHT = 1.25
/** Between a name and the edge of the sheet. */
const MARGIN = 4
/** Around the mark of the place itself, which no name covers. */
const MARK = 26
/** A road is named where it runs so straight: the way as the crow flies, of the way along it. */
const STRAIGHT = 0.955
/** Points of a line nearer to the last one than this are left out. */
const MIN_STEP = 0.5

export type SheetGrid = { code: string; own: boolean; path: string }
export type SheetRoad = { name: string; grade: RoadGrade; path: string }
/** `angle`: degrees clockwise; `lines` from the top. */
export type SheetLabel = { of: 'own' | 'grid' | 'road'; lines: readonly string[]; at: Spot; angle: number }
export type Sheet = {
  grids: readonly SheetGrid[]
  roads: readonly SheetRoad[]
  labels: readonly SheetLabel[]
  mark: Spot | null
  bar: { metres: number; width: number }
  /** the longitude and latitude of a spot */
  from(spot: Spot): Position
}

/** The height of a map of this width. */
export const heightOf = (width: number): number => Math.round(width / MAP_ASPECT)

/** The grids of a map in words, its own first, for who does not see it. */
export function groundNames({ grids, roads }: Surroundings): { own: string[]; around: string[]; roads: string[] } {
  const english = currentLanguage() === 'en'
  const name = (names: { zh: readonly string[]; en: readonly string[] }) => (english ? names.en.join(', ') : names.zh.join(''))
  return {
    own: grids.filter((grid) => grid.own).map((grid) => name(grid.names)),
    around: grids.filter((grid) => !grid.own).map((grid) => name(grid.names)),
    roads: roads.map((road) => (english ? road.nameEn : road.name)),
  }
}

/** The ground of a place drawn on a sheet of this size: what is named, and where, so that no name covers another or the mark of the place. */
export function drawGround(ground: Surroundings, size: Size, position: Readonly<Position> | null): Sheet {
  const english = currentLanguage() === 'en'
  const { at, from, metresAPixel } = projection(ground, size)
  const sheet: Box = { left: 0, top: 0, right: size.width, bottom: size.height }
  const inner: Box = { left: MARGIN, top: MARGIN, right: size.width - MARGIN, bottom: size.height - MARGIN }
  const bar = barOf(metresAPixel, size.width)
  const mark = position ? at(position) : null

  const taken: Box[] = [{ left: 0, top: size.height - 26, right: bar.width + 16, bottom: size.height }]
  if (mark) taken.push(boxAt(mark, MARK, MARK))
  const labels: SheetLabel[] = []
  const put = (label: SheetLabel, boxes: readonly Box[]): boolean => {
    if (boxes.some((box) => !isWithinBox(box, inner) || taken.some((other) => touch(box, other)))) return false
    taken.push(...boxes)
    labels.push(label)
    return true
  }
  const putNames = (of: 'own' | 'grid', names: readonly string[], ring: readonly Spot[]): boolean => {
    const [width, height] = [Math.max(...names.map((line) => widthOf(line, TEXT[of]))) + 4, names.length * TEXT[of] * LINE_HEIGHT]
    // what would reach over the edge moves in
    const moved = ([x, y]: Spot): Spot => [
      Math.max(inner.left + width / 2, Math.min(inner.right - width / 2, x)),
      Math.max(inner.top + height / 2, Math.min(inner.bottom - height / 2, y)),
    ]
    const spots = spotsIn(ring, mark, of === 'own').map((spot) => ({ spot, to: moved(spot) }))
    // most of it lies on what it names
    const isOn = ([x, y]: Spot) => of === 'own' || [-0.25, 0, 0.25].every((part) => isInRing(ring, [x + part * width, y]))
    const near = spots.filter(({ spot, to }) => Math.abs(spot[0] - to[0]) < width / 3 && Math.abs(spot[1] - to[1]) < height / 3 && isOn(to))
    return near.some(({ to }) => put({ of, lines: names, at: to, angle: 0 }, [boxAt(to, width, height)]))
  }

  const drawn = ground.grids.map((grid) => {
    const rings = grid.coordinates.map((polygon) => polygon.map((ring) => ring.map(at)))
    const seen = rings.map(([outer = []]) => clipRing(outer, sheet)).sort((a, b) => ringArea(b) - ringArea(a))[0] ?? []
    return { grid, path: rings.flat().map(closedPath).join(''), seen, names: english ? grid.names.en : grid.names.zh }
  })
  const own = drawn.filter(({ grid }) => grid.own)
  const around = drawn.filter(({ grid, seen }) => !grid.own && ringArea(seen) > 0)
  for (const { names, seen } of own) putNames('own', names, seen)
  for (const { names, seen } of [...around].sort((a, b) => ringArea(b.seen) - ringArea(a.seen))) putNames('grid', names, seen)

  const roads = ground.roads.map(({ lines, name, nameEn, grade }) => ({
    name: english ? nameEn : name,
    grade,
    runs: lines.flatMap((line) => clipLine(line.map(at), sheet)),
  }))
  for (const { name, runs } of roads) {
    const spots = runs.flatMap((run) => spotsAlong(run, widthOf(name, TEXT.road) + 6)).sort((a, b) => b.straight - a.straight)
    for (const { at: spot, angle, boxes } of spots) if (put({ of: 'road', lines: [name], at: spot, angle }, boxes)) break
  }
  return {
    grids: [...around, ...own].map(({ grid: { code, own: isOwn }, path }) => ({ code, own: isOwn, path })),
    roads: roads.flatMap(({ name, grade, runs }) => (runs.length > 0 ? [{ name, grade, path: runs.map(openPath).join('') }] : [])),
    labels,
    mark,
    bar,
    from,
  }
}

/** Degrees of longitude are shorter than those of latitude; the bounds fill the sheet as far as their proportions allow. */
function projection({ bounds: [west, south, east, north] }: Surroundings, { width, height }: Size) {
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.min(width / ((east - west) * narrow), height / (north - south))
  return {
    at: ([x, y]: Readonly<Position>): Spot => [width / 2 + (x - (west + east) / 2) * narrow * scale, height / 2 - (y - (south + north) / 2) * scale],
    from: ([x, y]: Spot): Position => [(west + east) / 2 + (x - width / 2) / (narrow * scale), (south + north) / 2 - (y - height / 2) / scale],
    metresAPixel: 111_195 / scale,
  }
}

/** A round length that takes a fifth to a half of the width. */
function barOf(metresAPixel: number, width: number): Sheet['bar'] {
  const most = Math.min(110, width * 0.35) * metresAPixel
  const power = 10 ** Math.floor(Math.log10(most))
  const metres = ([5, 2, 1].find((n) => n * power <= most) ?? 1) * power
  return { metres, width: metres / metresAPixel }
}

/** Chinese characters are as wide as they are high, others about half of it. */
const widthOf = (text: string, size: number): number => [...text].reduce((sum, c) => sum + (c > '\u2e7f' ? size : size * 0.56), 0)

/** A part of a neighbour that is thinner than this around its middle is too little to be named, pixels. */
const THIN = 11

/** Places for a name in a ring, the best first: far from its edge, then wherever there is room; `isOwn`: at last beside its mark, or just outside. */
function spotsIn(ring: readonly Spot[], mark: Spot | null, isOwn: boolean): Spot[] {
  if (ring.length < 3) return []
  const pole = polylabel([ring.map(([a, b]) => [a, b])], 2)
  if (!isOwn && pole.distance < THIN) return []
  const [x, y] = pole
  const others = [14, 28, 44, 64].flatMap((by) =>
    [-1, 1].flatMap((side): Spot[] => [
      [x, y + side * by],
      [x + side * by, y],
    ]),
  )
  const inside: Spot[] = [[x, y], ...others.filter((spot) => isInRing(ring, spot))]
  if (!isOwn) return inside
  const [low, high] = [Math.min(...ring.map((p) => p[1])), Math.max(...ring.map((p) => p[1]))]
  return [
    ...inside,
    ...(mark
      ? ([
          [mark[0], mark[1] - 32],
          [mark[0], mark[1] + 32],
        ] satisfies Spot[])
      : []),
    [x, low - 18],
    [x, high + 18],
  ]
}

/** Where a name of this length may stand along a line: its middle, its direction as it is read, and boxes that cover it. */
function spotsAlong(line: readonly Spot[], length: number): { at: Spot; angle: number; straight: number; boxes: Box[] }[] {
  const sums = [0]
  for (const [i, [x, y]] of line.entries()) {
    const before = line[i - 1]
    if (before) sums.push((sums.at(-1) ?? 0) + Math.hypot(x - before[0], y - before[1]))
  }
  const whole = sums.at(-1) ?? 0
  const place = (along: number): Spot => {
    const i = Math.max(
      1,
      sums.findIndex((sum) => sum >= along),
    )
    const [a, b] = [line[i - 1] ?? [0, 0], line[i] ?? line[i - 1] ?? [0, 0]]
    const part = (along - (sums[i - 1] ?? 0)) / Math.max(1e-9, (sums[i] ?? 0) - (sums[i - 1] ?? 0))
    return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
  }
  const found: { at: Spot; angle: number; straight: number; boxes: Box[] }[] = []
  for (let from = 0; from + length <= whole; from += 10) {
    const [a, middle, b] = [place(from), place(from + length / 2), place(from + length)]
    const chord = Math.hypot(b[0] - a[0], b[1] - a[1])
    if (chord < length * STRAIGHT) continue
    const direction = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI
    const angle = direction > 90 ? direction - 180 : direction <= -90 ? direction + 180 : direction
    const at: Spot = [(a[0] + b[0] + 2 * middle[0]) / 4, (a[1] + b[1] + 2 * middle[1]) / 4]
    const steps = Math.max(1, Math.round(length / TEXT.road))
    const boxes = Array.from({ length: steps + 1 }, (_, i): Box => {
      const by = (i / steps - 0.5) * (length - TEXT.road)
      const radians = (angle * Math.PI) / 180
      return boxAt([at[0] + Math.cos(radians) * by, at[1] + Math.sin(radians) * by], TEXT.road, TEXT.road + 2)
    })
    found.push({ at, angle, straight: chord / length, boxes })
  }
  return found
}

function pathOf(line: readonly Spot[]): string[] {
  const kept: string[] = []
  let last: Spot = [Infinity, Infinity]
  for (const [i, [x, y]] of line.entries()) {
    if (i < line.length - 1 && Math.hypot(x - last[0], y - last[1]) < MIN_STEP) continue
    last = [x, y]
    kept.push(`${x.toFixed(1)} ${y.toFixed(1)}`)
  }
  return kept
}

const closedPath = (line: readonly Spot[]) => {
  const kept = pathOf(line)
  return kept.length < 4 ? '' : `M${kept.join('L')}Z`
}
const openPath = (line: readonly Spot[]) => `M${pathOf(line).join('L')}`
