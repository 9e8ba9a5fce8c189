import { type Bounds, fromMercator, toMercator } from '@/lib/domain/position'
import type { Picture } from './layers'
import type { MapTheme } from './theme'

/** Width of the body's picture; its pixels are about 8 m of ground, and the vector rim lies over its edge. */
const WIDTH = 2048
/** What fills it is soft, and painted on so many times fewer pixels across and down: only the edge needs all of them. */
const SOFT = 4

/**
 * Paints the county as a body lit from the north-west: one gradient across, light along the inside of its edge. Rows are linear in
 * Mercator y, as the map draws them. Painted once; the picture does not change with the data.
 */
export async function paintBody(rings: readonly [number, number][][], bounds: Bounds, theme: MapTheme): Promise<Picture> {
  const [west, south, east, north] = bounds
  const [x0, y0] = toMercator([west, south])
  const [x1, y1] = toMercator([east, north])
  const scale = WIDTH / (x1 - x0)
  const height = Math.max(1, Math.round((y1 - y0) * scale))
  const shape = new Path2D()
  for (const ring of rings) {
    ring.forEach((p, i) => {
      const [x, y] = toMercator(p)
      const [px, py] = [(x - x0) * scale, (y1 - y) * scale]
      if (i === 0) shape.moveTo(px, py)
      else shape.lineTo(px, py)
    })
    shape.closePath()
  }
  const [soft, inside] = canvasOf(Math.ceil(WIDTH / SOFT), Math.ceil(height / SOFT))
  inside.scale(1 / SOFT, 1 / SOFT)
  const across = inside.createLinearGradient(WIDTH * 0.18, height * 0.02, WIDTH * 0.74, height)
  across.addColorStop(0, theme.color('map-body-hi'))
  across.addColorStop(1, theme.color('map-body-lo'))
  inside.fillStyle = across
  inside.fillRect(0, 0, WIDTH + SOFT, height + SOFT)
  // light that runs in from the edge: many faint strokes of falling width, too many for their steps to be seen
  const strokes = 30
  inside.strokeStyle = theme.color('map-rim', 0.009)
  for (let i = 1; i <= strokes; i++) {
    inside.lineWidth = 6 + 170 * (i / strokes) ** 2
    inside.stroke(shape)
  }
  const [canvas, g] = canvasOf(WIDTH, height)
  g.clip(shape, 'evenodd')
  g.drawImage(soft, 0, 0, soft.width * SOFT, soft.height * SOFT)
  return { image: await createImageBitmap(canvas, { premultiplyAlpha: 'none' }), bounds }
}

/** A canvas that is read once and never shown: painted by the processor it is there in a tenth of the time that a GPU in software takes. */
function canvasOf(width: number, height: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(width, height)
  const g = canvas.getContext('2d', { willReadFrequently: true })
  if (!g) throw new Error('no 2d canvas')
  return [canvas, g]
}

/** Width of the glow's picture: it is soft, so a few pixels do. */
const GLOW_WIDTH = 288
/** How far the glow reaches beyond the body, as a share of the body's width. */
const GLOW_REACH = 0.16

/** The light that the body throws on the ground around it: its shape, blurred three times by a running mean. */
export async function paintGlow(rings: readonly [number, number][][], bounds: Bounds, theme: MapTheme): Promise<Picture> {
  const [west, south, east, north] = bounds
  const [bodyLeft, bodyBottom] = toMercator([west, south])
  const [bodyRight, bodyTop] = toMercator([east, north])
  const reach = (bodyRight - bodyLeft) * GLOW_REACH
  const [x0, y0, x1, y1] = [bodyLeft - reach, bodyBottom - reach, bodyRight + reach, bodyTop + reach]
  const scale = GLOW_WIDTH / (x1 - x0)
  const height = Math.round((y1 - y0) * scale)
  const [, g] = canvasOf(GLOW_WIDTH, height)
  g.beginPath()
  for (const ring of rings) {
    for (const [i, p] of ring.entries()) {
      const [x, y] = toMercator(p)
      if (i === 0) g.moveTo((x - x0) * scale, (y1 - y) * scale)
      else g.lineTo((x - x0) * scale, (y1 - y) * scale)
    }
    g.closePath()
  }
  g.fill('evenodd')
  const image = g.getImageData(0, 0, GLOW_WIDTH, height)
  let light = Float32Array.from({ length: GLOW_WIDTH * height }, (_, i) => (image.data[i * 4 + 3] ?? 0) / 255)
  const near = blur(light, GLOW_WIDTH, height, 5)
  light = blur(blur(blur(light, GLOW_WIDTH, height, 13), GLOW_WIDTH, height, 13), GLOW_WIDTH, height, 13)
  const [r, green, b] = theme.rgb('map-glow')
  for (let i = 0; i < light.length; i++) image.data.set([r, green, b, 255 * Math.min(1, 0.62 * (light[i] ?? 0) + 0.3 * (near[i] ?? 0) ** 2)], i * 4)
  const [left, bottom] = fromMercator(x0, y0)
  const [right, top] = fromMercator(x1, y1)
  return { image: await createImageBitmap(image, { premultiplyAlpha: 'none' }), bounds: [left, bottom, right, top] }
}

/** A running mean over 2·radius + 1 pixels, across and down. */
function blur(source: Float32Array, width: number, height: number, radius: number): Float32Array<ArrayBuffer> {
  const across = new Float32Array(source.length)
  const out = new Float32Array(source.length)
  const pass = (from: Float32Array, to: Float32Array, count: number, length: number, start: number, step: number) => {
    for (let line = 0; line < count; line++) {
      let sum = 0
      for (let i = -radius; i < length; i++) {
        sum += i + radius < length ? (from[line * start + (i + radius) * step] ?? 0) : 0
        sum -= i - radius - 1 >= 0 ? (from[line * start + (i - radius - 1) * step] ?? 0) : 0
        if (i >= 0) to[line * start + i * step] = sum / (2 * radius + 1)
      }
    }
  }
  pass(source, across, height, width, width, 1)
  pass(across, out, width, height, 1, width)
  return out
}
