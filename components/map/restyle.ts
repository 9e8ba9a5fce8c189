import type { StyleSpecification } from 'maplibre-gl'
import type { EngineMap } from './engine'

/** Tells a map what differs between two styles of the same layers; what is visible is decided elsewhere. */
export function restyle(map: EngineMap, before: StyleSpecification, next: StyleSpecification): void {
  const layers = new Map(before.layers.map((l) => [l.id, l]))
  // the names of properties differ by kind of layer, which the map checks itself
  const set = (verb: 'setPaintProperty' | 'setLayoutProperty', id: string, now: object = {}, old: object = {}) => {
    for (const [key, value] of Object.entries(now)) {
      if (key !== 'visibility' && JSON.stringify(value) !== JSON.stringify(Reflect.get(old, key))) map[verb](id, key, value)
    }
  }
  for (const layer of next.layers) {
    const old = layers.get(layer.id)
    set('setPaintProperty', layer.id, layer.paint, old?.paint)
    set('setLayoutProperty', layer.id, layer.layout, old?.layout)
  }
}
