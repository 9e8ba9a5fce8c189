import type { Layer } from '@deck.gl/core'
import { BitmapLayer, ScatterplotLayer } from '@deck.gl/layers'
import type { Bounds } from '@/lib/domain/position'
import { BODY_OVER_BASE, slots } from './style'

/** A picture of ground: rows linear in Mercator y from the north, bounds in degrees. */
export type Picture = { image: ImageBitmap; bounds: Bounds }
/** All that deck draws. Positions are pairs of degrees. */
export type Scene = {
  glow: Picture | null
  body: Picture | null
  heat: Picture | null
  points: Float32Array | null
  measure: 'heat' | 'choropleth'
  /** there is a base map below: the body is seen through and throws no light */
  onBase?: boolean
  /** doublings that the view is nearer than where all of the body is seen */
  near?: number
  /** CSS pixels a unit */
  unit: number
}

type BitmapOf = { id: string; image: ImageBitmap; bounds: Bounds; beforeId: string; opacity?: number }
const bitmap = ({ id, image, bounds, beforeId, opacity = 1 }: BitmapOf): Layer =>
  new BitmapLayer<{ beforeId: string }>({
    id,
    image,
    bounds,
    beforeId,
    opacity,
    _imageCoordinateSystem: 'cartesian',
    pickable: false,
    // painter's order decides, as between the map's own flat layers
    parameters: { depthCompare: 'always', depthWriteEnabled: false },
  })

/**
 * An empty layer at each height at which something may be drawn, for the life of the map. Deck takes a height in the map's order only while
 * every source of the map is loaded, and draws a layer without one over everything: with tiles on their way that would be for long.
 */
export const anchors = (onBase: boolean): Layer[] =>
  Object.entries(slots).flatMap(([name, beforeId]) =>
    name === 'glow' && onBase ? [] : [new ScatterplotLayer<unknown, { beforeId: string }>({ id: `anchor-${name}`, beforeId, data: [] })],
  )

/** Scene → deck layers, pure: the same scene gives layers that deck finds unchanged. */
export function layers({ glow, body, heat, points, measure, onBase = false, near = 0, unit }: Scene): Layer[] {
  const out: Layer[] = []
  // seen from near, its brightest part would fill what lies outside, and outshine the body
  if (glow && !onBase) out.push(bitmap({ id: 'glow', ...glow, beforeId: slots.glow, opacity: 2 ** -Math.max(0, near) }))
  if (body) out.push(bitmap({ id: 'body', ...body, beforeId: slots.body, opacity: onBase ? BODY_OVER_BASE : 1 }))
  if (heat && measure === 'heat') out.push(bitmap({ id: 'heat', ...heat, beforeId: slots.heat }))
  if (points && measure === 'heat' && points.length > 0) {
    out.push(
      new ScatterplotLayer<unknown, { beforeId: string }>({
        id: 'points',
        beforeId: slots.points,
        data: { length: points.length / 2, attributes: { getPosition: { value: points, size: 2 } } },
        radiusUnits: 'pixels',
        getRadius: 1.3 * unit,
        getFillColor: [225, 252, 211, 190],
        pickable: false,
        parameters: { depthCompare: 'always', depthWriteEnabled: false },
      }),
    )
  }
  return out
}
