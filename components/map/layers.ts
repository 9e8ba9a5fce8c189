import type { Layer } from '@deck.gl/core'
import { BitmapLayer, ScatterplotLayer } from '@deck.gl/layers'
import type { Bounds } from '@/lib/domain/position'
import { slots } from './style'

/** A picture of ground: rows linear in Mercator y from the north, bounds in degrees. */
export type Picture = { image: ImageBitmap; bounds: Bounds }
/** All that deck draws. Positions are pairs of degrees. */
export type Scene = {
  glow: Picture | null
  body: Picture | null
  heat: Picture | null
  points: Float32Array | null
  measure: 'heat' | 'choropleth'
  /** CSS pixels a unit */
  unit: number
}

type BitmapOf = { id: string; image: ImageBitmap; bounds: Bounds; beforeId: string }
const bitmap = ({ id, image, bounds, beforeId }: BitmapOf): Layer =>
  new BitmapLayer<{ beforeId: string }>({
    id,
    image,
    bounds,
    beforeId,
    _imageCoordinateSystem: 'cartesian',
    pickable: false,
    // painter's order decides, as between the map's own flat layers
    parameters: { depthCompare: 'always', depthWriteEnabled: false },
  })

/** Scene → deck layers, pure: the same scene gives layers that deck finds unchanged. */
export function layers({ glow, body, heat, points, measure, unit }: Scene): Layer[] {
  const out: Layer[] = []
  if (glow) out.push(bitmap({ id: 'glow', ...glow, beforeId: slots.glow }))
  if (body) out.push(bitmap({ id: 'body', ...body, beforeId: slots.body }))
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
