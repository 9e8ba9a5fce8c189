import type { LayerSpecification } from 'maplibre-gl'
import type { MapTheme } from './theme'

type Kind = 'water' | 'waterway' | 'green' | 'ground' | 'building' | 'rail' | 'road' | 'border' | 'named'

/** What a layer of a vector map holds, by its name in the Protomaps and OpenMapTiles schemas; null for one that is not known. */
export function kindOf(layer: string): Kind | null {
  const kinds: [RegExp, Kind][] = [
    [/name|label|place|poi|housenumber|peak|aerodrome/i, 'named'],
    [/waterway|river|stream/i, 'waterway'],
    [/water|ocean|sea|lake/i, 'water'],
    [/building/i, 'building'],
    [/boundar|admin|border/i, 'border'],
    [/rail|transit/i, 'rail'],
    [/road|transport|street|highway|aeroway/i, 'road'],
    [/park|landcover|wood|forest|grass/i, 'green'],
    [/land|earth/i, 'ground'],
  ]
  return kinds.find(([name]) => name.test(layer))?.[1] ?? null
}

const order: readonly Kind[] = ['ground', 'green', 'water', 'waterway', 'building', 'rail', 'road', 'border']

/** Layers hold areas, lines and points together. */
const areas: ['==', ['geometry-type'], 'Polygon'] = ['==', ['geometry-type'], 'Polygon']
const lines: ['==', ['geometry-type'], 'LineString'] = ['==', ['geometry-type'], 'LineString']

/** The dark look of a vector map: quiet enough to stay under heat and names. */
export function vectorLayers(ids: readonly string[], source: string, theme: MapTheme): LayerSpecification[] {
  const line = theme.color('map-line', 0.2)
  const paint = (kind: Kind, id: string): LayerSpecification[] => {
    const of = { source, 'source-layer': id }
    switch (kind) {
      case 'ground':
        return [{ ...of, id: `base-${id}`, type: 'fill', filter: areas, paint: { 'fill-color': theme.mix('map-body-lo', 'map-bg-0', 0.18) } }]
      case 'green':
        return [
          {
            ...of,
            id: `base-${id}`,
            type: 'fill',
            filter: areas,
            paint: { 'fill-color': theme.mix('map-body-hi', 'map-bg-0', 0.16), 'fill-opacity': 0.6 },
          },
        ]
      case 'water':
        return [
          { ...of, id: `base-${id}`, type: 'fill', filter: areas, paint: { 'fill-color': theme.mix('map-glow', 'map-bg-0', 0.22) } },
          {
            ...of,
            id: `base-${id}-line`,
            type: 'line',
            filter: lines,
            paint: { 'line-color': theme.mix('map-glow', 'map-bg-0', 0.3), 'line-width': 1.2 },
          },
        ]
      case 'waterway':
        return [
          {
            ...of,
            id: `base-${id}`,
            type: 'line',
            filter: lines,
            paint: { 'line-color': theme.mix('map-glow', 'map-bg-0', 0.3), 'line-width': 1.2 },
          },
        ]
      case 'building':
        return [{ ...of, id: `base-${id}`, type: 'fill', minzoom: 13, filter: areas, paint: { 'fill-color': theme.color('map-line', 0.12) } }]
      case 'rail':
        return [{ ...of, id: `base-${id}`, type: 'line', filter: lines, paint: { 'line-color': line, 'line-width': 1, 'line-dasharray': [3, 2] } }]
      case 'road':
        return [
          {
            ...of,
            id: `base-${id}`,
            type: 'line',
            filter: lines,
            layout: { 'line-cap': 'round', 'line-join': 'round' },
            paint: { 'line-color': line, 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 9, 0.4, 14, 1.4, 18, 8] },
          },
        ]
      case 'border':
        return [
          {
            ...of,
            id: `base-${id}`,
            type: 'line',
            filter: lines,
            paint: { 'line-color': theme.color('map-line', 0.4), 'line-width': 1, 'line-dasharray': [4, 3] },
          },
        ]
      case 'named':
        return []
    }
  }
  const found = ids.flatMap((id) => {
    const kind = kindOf(id)
    return kind ? [{ id, kind }] : []
  })
  return found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).flatMap(({ id, kind }) => paint(kind, id))
}
