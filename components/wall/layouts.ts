import type { ScreenPanel } from '@/lib/domain/screen'

/** What may stand at the sides of the map. A board that has nothing for one of them (alerts, say) leaves its place to the others. */
export type PanelId = ScreenPanel

/** Panels from above; those named in `grow` take the height that is left, and `yields` gives its place up while there are alerts. */
export type Column = { readonly panels: readonly PanelId[]; readonly grow: readonly PanelId[]; readonly yields?: PanelId }

/** Where everything stands on a screen of some shape. Columns run from left to right; the map is between the two sides. */
export type Layout = {
  readonly name: 'one' | 'two' | 'three'
  readonly left: readonly Column[]
  readonly right: readonly Column[]
  /** figures in the head */
  readonly figures: 6 | 8
  /** hours between two marks of the strip's axis */
  readonly axisHours: 1 | 2
}

/** What needs action stands nearest to the map, rhythm and people furthest from it. */
const one: Layout = {
  name: 'one',
  left: [{ panels: ['classes', 'streets', 'communities'], grow: ['communities'] }],
  right: [{ panels: ['alerts', 'ages', 'feed', 'sources'], grow: ['feed'], yields: 'ages' }],
  figures: 6,
  axisHours: 2,
}
const two: Layout = {
  name: 'two',
  left: [
    { panels: ['week', 'days', 'people'], grow: ['days'] },
    { panels: ['classes', 'streets', 'communities'], grow: ['communities'] },
  ],
  right: [
    { panels: ['alerts', 'ages', 'urgent'], grow: ['urgent'] },
    { panels: ['funnel', 'feed', 'sources'], grow: ['feed'] },
  ],
  figures: 8,
  axisHours: 1,
}
const three: Layout = {
  name: 'three',
  left: [
    { panels: ['days', 'visits', 'organisation'], grow: ['days'] },
    { panels: ['week', 'orders', 'sources'], grow: ['week'] },
    { panels: ['classes', 'streets', 'ages'], grow: ['ages'] },
  ],
  right: [
    { panels: ['alerts', 'urgent'], grow: ['urgent'] },
    { panels: ['funnel', 'communities'], grow: ['communities'] },
    { panels: ['feed', 'people'], grow: ['feed'] },
  ],
  figures: 8,
  axisHours: 1,
}

/** Width of a rail, of what stands between rails, and of what stands outside them, in units; wider where a wall is seen from further away. */
export const RAIL = { one: 392, two: 392, three: 472 } as const
export const GAP = 16
export const MARGIN = 24

/** CSS pixels of a unit: the wall's height over 1080; less on a screen that is narrow for its height, so that the head still fits. */
export const unitFor = (width: number, height: number): number => Math.min(height / 1080, width / 1728)

/** The layout of a screen: rails double beyond 2:1 and triple from 5760 units on. */
export function layoutFor(width: number, height: number): Layout {
  const units = width / unitFor(width, height)
  if (units >= 5_600) return three
  return width > 2 * height ? two : one
}

/** Panels that show as much as there is room for; of the others all is shown. */
const GROWING: readonly PanelId[] = ['communities', 'days', 'urgent', 'feed', 'week', 'ages']

/**
 * A layout with the panels of a screen's own choice: they fill its columns from the left, as many to each as stand there as shipped. What finds no place
 * is left out, and so is a column that nothing is left for, of which the rails keep the room.
 */
export function arrange(layout: Layout, chosen: readonly PanelId[] | null): Layout {
  if (chosen === null) return layout
  let rest = chosen
  const fill = ({ panels: { length } }: Column): Column => {
    const panels = rest.slice(0, length)
    rest = rest.slice(length)
    const growing = panels.filter((id) => GROWING.includes(id))
    return { panels, grow: growing.length > 0 ? growing : panels.slice(-1) }
  }
  return { ...layout, left: layout.left.map(fill), right: layout.right.map(fill) }
}

/** Units that a side's rails take from the edge of the wall to the map. */
export function sideOf({ name, left }: Layout): number {
  return MARGIN + left.length * RAIL[name] + (left.length - 1) * GAP
}

/** Units below the map, to the lower edge of the wall: now, and where the machine stands that steers the past. */
export const BELOW = { now: 214, past: 300 } as const

/** The map of a wall of this size, CSS pixels: its body stands a little under the rails, so that depth is seen. */
export function wallPlacing(width: number, height: number) {
  const unit = unitFor(width, height)
  const rail = (sideOf(layoutFor(width, height)) - 28) * unit
  return { frame: { left: rail, right: width - rail, top: 138 * unit, bottom: height - BELOW.now * unit }, unit: Math.max(0.3, unit) }
}

/** Units beside the map of a wall that shows the past, whatever its layout: one rail a side. */
export const PAST_SIDE = 424

/** The map of a wall that shows the past: between its rails, and above the machine that steers it. */
export function pastPlacing(width: number, height: number) {
  const unit = unitFor(width, height)
  const side = PAST_SIDE * unit
  return { frame: { left: side, right: width - side, top: 150 * unit, bottom: height - BELOW.past * unit }, unit: Math.max(0.3, unit) }
}
