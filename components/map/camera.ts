import type { EngineMap } from './engine'

/** The part of the stage that the body should fill, CSS pixels. */
export type Frame = { left: number; top: number; right: number; bottom: number }
/** Where a screen puts the map in an element of some size (CSS pixels): the frame that the body fills, and the pixels of a unit. */
export type Placing = (width: number, height: number) => { frame: Frame; unit: number }
export type View = { center: [number, number]; zoom: number; pitch: number; bearing: number }

/** The inner part of a frame, for what is not to reach its edges: half as wide and high. */
export function middleOf({ left, top, right, bottom }: Frame): Frame {
  const [x, y] = [(right - left) / 4, (bottom - top) / 4]
  return { left: left + x, top: top + y, right: right - x, bottom: bottom - y }
}

/** Pitch of the stage: lower the wider the wall, since a wide wall has no height to give. */
export const pitchFor = (aspect: number): number => 32 + 18 * Math.max(0, Math.min(1, (aspect - 2) / 1.5))

/**
 * The view in which an outline fills a frame. Asks the map itself to project, three times over, since under a pitch the bounds of a box
 * are not the box of the bounds. Leaves the camera there.
 */
export function fillFrame(
  map: Pick<EngineMap, 'getContainer' | 'jumpTo' | 'project' | 'unproject'>,
  rings: readonly [number, number][][],
  frame: Frame,
  pitch: number,
): View {
  const points = rings.flat()
  const first = points[0] ?? [0, 0]
  const size = map.getContainer()
  const middle = { x: size.clientWidth / 2, y: size.clientHeight / 2 }
  let [west, south, east, north] = [first[0], first[1], first[0], first[1]]
  for (const [x, y] of points) [west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)]
  let view: View = {
    center: [(west + east) / 2, (south + north) / 2],
    zoom: Math.log2(((frame.right - frame.left) / 512) * (360 / Math.max(1e-6, east - west))),
    pitch,
    bearing: 0,
  }
  for (let i = 0; i < 5; i++) {
    map.jumpTo(view)
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (const point of points) {
      const { x, y } = map.project(point)
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
    const scale = Math.min((frame.right - frame.left) / (right - left), (frame.bottom - frame.top) / (bottom - top))
    const shift = { x: (left + right - frame.left - frame.right) / 2, y: (top + bottom - frame.top - frame.bottom) / 2 }
    const { lng, lat } = map.unproject([middle.x + shift.x, middle.y + shift.y])
    view = { ...view, center: [lng, lat], zoom: view.zoom + Math.log2(scale) }
  }
  map.jumpTo(view)
  return view
}

/** The level that a zoom shows, in relation to the zoom of the whole: 中 at home, 小 and 子 further in, 大 from further out. */
export function levelAt(zoom: number, home: number): 1 | 2 | 3 | 4 {
  const in_ = zoom - home
  return in_ < -0.45 ? 1 : in_ < 0.85 ? 2 : in_ < 2 ? 3 : 4
}
