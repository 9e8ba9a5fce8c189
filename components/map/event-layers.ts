import type { FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { MapTheme } from './theme'

/** How the mark of an event looks: what its limit says, or that it is over. The same shapes as in rows. */
export type MarkLook = 'overdue' | 'near' | 'normal' | 'over'
export const MARK_LOOKS: readonly MarkLook[] = ['over', 'normal', 'near', 'overdue']

/** The phone's own letters: where a style names no glyphs, the map draws them itself. */
const FONT = 'sans-serif'
/** From here on no mark is drawn together with another. */
export const SINGLE_ZOOM = 15
/** Marks nearer to each other than this are drawn as one number, pixels. */
export const CLUSTER_PX = 34
/**
 * Where a name goes that would lie on a mark (marks are placed first, since they lie above names): around its place, ever further, in heights of a letter.
 */
const around = (...distances: number[]): (string | [number, number])[] => [
  'center',
  [0, 0],
  ...distances.flatMap((by): (string | [number, number])[] => ['top', [0, by], 'bottom', [0, -by], 'left', [by, 0], 'right', [-by, 0]]),
]
const COMMUNITY_ZOOM = 11.8
const GRID_ZOOM = 14.2

const isAlone: FilterSpecification = ['!', ['has', 'point_count']]
const named = (level: FilterSpecification, minzoom: number, size: number, theme: MapTheme, offsets = around(0.6)): LayerSpecification => ({
  id: `names-${minzoom}`,
  type: 'symbol',
  source: 'names',
  minzoom,
  filter: level,
  layout: {
    'text-field': ['get', 'text'],
    'text-font': [FONT],
    'text-size': size,
    'text-max-width': 20,
    'text-padding': 4,
    'text-variable-anchor-offset': offsets,
  },
  paint: { 'text-color': theme.color('ink-2'), 'text-halo-color': theme.color('map-halo', 0.9), 'text-halo-width': 1.6 },
})

/** Grids as ground, their names, and the events above: each by its mark; many at one place as how many there are, with the mark of overdue where one is. */
export function eventLayers(theme: MapTheme, onBase: boolean): LayerSpecification[] {
  const line = (id: string, level: number, width: number, alpha: number): LayerSpecification => ({
    id,
    type: 'line',
    source: 'grids',
    filter: ['==', ['get', 'level'], level],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': theme.color('map-line', alpha), 'line-width': width },
  })
  return [
    {
      id: 'ground',
      type: 'fill',
      source: 'grids',
      filter: ['==', ['get', 'until'], 4],
      paint: { 'fill-color': theme.color('map-body-hi'), 'fill-opacity': onBase ? 0 : 1 },
    },
    line('lines-3', 3, 0.6, 0.18),
    line('lines-2', 2, 0.8, 0.32),
    line('lines-1', 1, 1.6, 0.8),
    named(['>', ['get', 'level'], 2], GRID_ZOOM, 12, theme),
    named(['==', ['get', 'level'], 2], COMMUNITY_ZOOM, 13, theme),
    named(['==', ['get', 'level'], 1], 0, 16, theme, around(0.6, 1.6, 2.8, 4.2, 6)),
    {
      id: 'clusters',
      type: 'circle',
      source: 'events',
      filter: ['has', 'point_count'],
      paint: {
        'circle-color': theme.color('ink-1', 0.86),
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'point_count']], 1, 12, 6, 18, 20, 30],
        'circle-stroke-color': theme.color('map-halo', 0.9),
        'circle-stroke-width': 1.5,
      },
    },
    {
      id: 'counts',
      type: 'symbol',
      source: 'events',
      filter: ['has', 'point_count'],
      layout: {
        'text-field': ['to-string', ['get', 'point_count']],
        'text-font': [FONT],
        'text-size': 13,
        'text-allow-overlap': true,
        // names keep clear of the disc around it
        'text-padding': 7,
      },
      paint: { 'text-color': theme.color('map-halo') },
    },
    {
      id: 'late',
      type: 'symbol',
      source: 'events',
      filter: ['>', ['coalesce', ['get', 'overdue'], 0], 0],
      layout: { 'icon-image': 'overdue', 'icon-size': 0.8, 'icon-offset': [16, -14], 'icon-allow-overlap': true },
    },
    {
      id: 'marks',
      type: 'symbol',
      source: 'events',
      filter: isAlone,
      layout: { 'icon-image': ['get', 'look'], 'icon-allow-overlap': true, 'symbol-sort-key': ['get', 'rank'] },
    },
    {
      id: 'chosen',
      type: 'circle',
      source: 'chosen',
      paint: {
        'circle-color': theme.color('map-halo', 0.9),
        'circle-radius': 14,
        'circle-stroke-color': theme.color('ink-1'),
        'circle-stroke-width': 3,
      },
    },
    { id: 'chosen-mark', type: 'symbol', source: 'chosen', layout: { 'icon-image': ['get', 'look'], 'icon-allow-overlap': true } },
  ]
}

/** Pixels of a mark, and of the picture that it is drawn on for a pixel of the page. */
const SIDE = 18
const SHARP = 2

/** The marks as pictures: overdue a filled diamond, near a ring that is filling, else a ring; what is over is a faint one. */
export function paintMark(look: MarkLook, theme: MapTheme): { image: ImageData; pixelRatio: number } | null {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIDE * SHARP
  const pen = canvas.getContext('2d')
  if (!pen) return null
  const [ink, ground] = [theme.color(look === 'over' ? 'ink-2' : 'ink-1'), theme.color('map-halo')]
  pen.scale(SHARP, SHARP)
  pen.translate(SIDE / 2, SIDE / 2)
  pen.lineWidth = look === 'over' ? 1.2 : 1.8
  pen.strokeStyle = ink
  pen.fillStyle = ground
  if (look === 'overdue') {
    const diamond = new Path2D('M0 -8.4 8.4 0 0 8.4 -8.4 0Z')
    pen.fillStyle = ink
    pen.fill(diamond)
    pen.lineWidth = 1
    pen.strokeStyle = ground
    pen.stroke(diamond)
    pen.lineWidth = 1.8
    pen.stroke(new Path2D('M0 -4V0.8M0 2.6V4.2'))
  } else {
    const ring = new Path2D()
    ring.arc(0, 0, look === 'over' ? 4 : 6, 0, 2 * Math.PI)
    pen.fill(ring)
    pen.stroke(ring)
    if (look === 'near') {
      pen.fillStyle = ink
      const filling = new Path2D('M0 0V-6A6 6 0 1 1 -6 0Z')
      pen.fill(filling)
    }
  }
  return { image: pen.getImageData(0, 0, SIDE * SHARP, SIDE * SHARP), pixelRatio: SHARP }
}
