import type {
  ExpressionFilterSpecification,
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import { alphaAt, colorAt } from '@/lib/client/ramp'
import type { MapTheme } from './theme'

export type Data = Exclude<GeoJSONSourceSpecification['data'], string>
/** What the style draws: grids, their borders, the outline of all, the lines of the graticule; names are added later. */
export type MapData = { grids: Data; borders: Data; outline: Data; graticule: Data }

/** Height of the body's side and the distance of the lines that paint it, in units. */
const WALL = 26
const WALL_STEP = 2

/** Layers that deck's pictures are put below: the glow on the ground, the body under everything, heat under the borders, points under the labels. */
export const slots = { glow: `wall-${WALL / WALL_STEP}`, body: 'grid-shade', heat: 'border-4', points: 'label-grid' } as const

/** How much of the body is there over a base map, which must be seen through it. */
export const BODY_OVER_BASE = 0.42

/** The family that prepare-assets.mjs makes; its last word is where MapLibre reads the weight from. */
export const LABEL_FONT = 'Gridsight Label Semibold'

/** The side of the body: the outline drawn again and again, a little lower and a little darker each time. */
function wall(theme: MapTheme, u: number): LayerSpecification[] {
  const count = WALL / WALL_STEP
  return Array.from({ length: count }, (_, i) => {
    const depth = count - i // from the bottom up
    const light = 1 - depth / count
    return {
      id: `wall-${depth}`,
      type: 'line',
      source: 'outline',
      layout: { 'line-join': 'round' },
      paint: {
        // opaque, since translucent lines would add up where they overlap
        'line-color': theme.mix('map-side', 'map-bg-0', depth === count ? 0.7 : 0.16 + 0.72 * light),
        'line-width': (WALL_STEP + 1.2) * u,
        'line-translate': [0, depth * WALL_STEP * u],
        'line-translate-anchor': 'viewport',
      },
    }
  })
}

/** What is below the body where nothing else is. */
const afloat = (theme: MapTheme, u: number): LayerSpecification[] => [
  { id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': theme.color('map-line', 0.055), 'line-width': u } },
  ...wall(theme, u),
]

/** The ramp over `shade` (0…1), opaque as the heat is, so that a colour means the same density in both. */
function rampExpression(theme: MapTheme): ExpressionSpecification {
  const stops = Array.from({ length: 33 }, (_, i) => i / 32).flatMap((t) => [t, `rgba(${colorAt(theme.ramp, t).join(',')},${alphaAt(t).toFixed(3)})`])
  return ['interpolate', ['linear'], ['coalesce', ['feature-state', 'shade'], 0], 0, 'rgba(0,0,0,0)', ...stops.slice(2)]
}

/** The grids drawn at a level: those of the level, and coarser leaves in the place of what they do not have. */
export const shownAt = (level: number): ExpressionFilterSpecification => ['all', ['<=', ['get', 'level'], level], ['>=', ['get', 'until'], level]]

/** The labels at a level: communities always, since a number alone says nothing, and the grids of the level. Streets have their own layer. */
export const labelledAt = (level: number): ExpressionFilterSpecification =>
  level < 2 ? ['==', ['get', 'level'], 0] : ['any', ['==', ['get', 'level'], 2], shownAt(level)]

const width = { 1: 1.8, 2: 1, 3: 0.8, 4: 0.7 } as const
const alpha = { 1: 0.86, 2: 0.36, 3: 0.2, 4: 0.14 } as const
export const borderLevels = [4, 3, 2, 1] as const

const borders = (theme: MapTheme, u: number): LayerSpecification[] =>
  borderLevels.map((level) => ({
    id: `border-${level}`,
    type: 'line',
    source: 'borders',
    filter: ['==', ['get', 'level'], level],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': theme.color(level === 1 ? 'map-rim' : 'map-line', alpha[level]), 'line-width': width[level] * u },
  }))

/**
 * The halo of a name on a hot place. It reaches out of the place at its ends: white letters (in the light) then need a ground of their own,
 * dark ones a breath, since a strong one would be a plate.
 */
const hotHalo = (theme: MapTheme) =>
  Math.max(...theme.rgb('map-hot-halo')) < 128 ? { alpha: 0.9, width: 2.2, blur: 0.8 } : { alpha: 0.5, width: 1.5, blur: 1.2 }

/** The smallest letters of a map, CSS pixels. */
const SMALLEST = 12

function labels(theme: MapTheme, u: number): LayerSpecification[] {
  const hot = hotHalo(theme)
  const bright: ExpressionSpecification = ['boolean', ['feature-state', 'bright'], false]
  const paint = {
    'text-color': [
      'case',
      bright,
      theme.color('map-hot-ink'),
      ['>', ['get', 'level'], 2],
      theme.color('ink-2'),
      theme.color('ink-1'),
    ] satisfies ExpressionSpecification,
    'text-halo-color': ['case', bright, theme.color('map-hot-halo', hot.alpha), theme.color('map-halo', 0.82)] satisfies ExpressionSpecification,
    'text-halo-width': ['case', bright, hot.width * u, 1.5 * u] satisfies ExpressionSpecification,
    'text-opacity': ['case', ['boolean', ['feature-state', 'covered'], false], 0, 1] satisfies ExpressionSpecification,
    'text-halo-blur': ['case', bright, hot.blur * u, 1.2 * u] satisfies ExpressionSpecification,
  }
  return [
    {
      id: 'label-grid',
      type: 'symbol',
      source: 'labels',
      filter: labelledAt(2),
      layout: {
        'text-field': ['get', 'text'],
        'text-font': [LABEL_FONT],
        'text-size': Math.max(SMALLEST, 16 * u),
        'text-max-width': 30,
        'text-padding': 2 * u,
        'symbol-sort-key': ['get', 'rank'],
        'text-variable-anchor': ['center', 'bottom', 'top', 'right', 'left'],
        'text-radial-offset': 0.3,
      },
      paint,
    },
    {
      id: 'label-street',
      type: 'symbol',
      source: 'streets',
      layout: {
        'text-field': ['format', ['get', 'text'], {}, '\n', {}, ['get', 'note'], { 'font-scale': 0.8 }],
        'text-font': [LABEL_FONT],
        'text-size': 22 * u,
        'text-letter-spacing': 0.1,
        'text-line-height': 1.15,
        'text-max-width': 30,
        'text-padding': 6 * u,
        'text-variable-anchor': ['center', 'bottom', 'top', 'right', 'left'],
        'text-radial-offset': 1,
      },
      paint,
    },
  ]
}

const nothing: Data = { type: 'FeatureCollection', features: [] }

/**
 * The whole style for one size of unit (CSS pixels a u). No sprite, no glyphs, no source with an address. `onBase`: a base map lies below,
 * and the county is no body that floats in the dark: without side, without the lines of a globe.
 */
export function styleOf(data: MapData, theme: MapTheme, u: number, onBase = false): StyleSpecification {
  const hover: ExpressionSpecification = ['boolean', ['feature-state', 'hover'], false]
  const selected: ExpressionSpecification = ['boolean', ['feature-state', 'selected'], false]
  return {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: {
      graticule: { type: 'geojson', data: data.graticule },
      outline: { type: 'geojson', data: data.outline, tolerance: 0.1 },
      grids: { type: 'geojson', data: data.grids, promoteId: 'code', tolerance: 0.1 },
      borders: { type: 'geojson', data: data.borders, tolerance: 0.1 },
      labels: { type: 'geojson', data: nothing, promoteId: 'code' },
      streets: { type: 'geojson', data: nothing, promoteId: 'code' },
    },
    layers: [
      ...(onBase ? [] : afloat(theme, u)),
      {
        id: 'grid-shade',
        type: 'fill',
        source: 'grids',
        filter: shownAt(2),
        layout: { visibility: 'none' },
        paint: { 'fill-color': rampExpression(theme) },
      },
      {
        id: 'grid-hit',
        type: 'fill',
        source: 'grids',
        filter: shownAt(2),
        paint: { 'fill-color': theme.color('map-rim'), 'fill-opacity': ['case', selected, 0.14, hover, 0.08, 0] },
      },
      ...borders(theme, u),
      {
        id: 'rim-glow',
        type: 'line',
        source: 'outline',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.color('map-rim', 0.34), 'line-width': 7 * u, 'line-blur': 6 * u },
      },
      {
        id: 'rim',
        type: 'line',
        source: 'outline',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.color('map-rim', 0.95), 'line-width': 2 * u },
      },
      // dark around bright, so that it is seen on the hottest ground too
      {
        id: 'chosen-halo',
        type: 'line',
        source: 'grids',
        filter: ['==', ['get', 'code'], ''],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.color('map-halo'), 'line-width': 7 * u, 'line-opacity': 0.8 },
      },
      {
        id: 'chosen',
        type: 'line',
        source: 'grids',
        filter: ['==', ['get', 'code'], ''],
        layout: { 'line-join': 'round' },
        paint: { 'line-color': theme.color('ink-1'), 'line-width': 2.4 * u },
      },
      ...labels(theme, u),
    ],
  }
}
