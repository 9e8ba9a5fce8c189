/** Red, green, blue, 0…255. */
export type Rgb = readonly [number, number, number]

/** Reads #rrggbb (a token's value); anything else is white, which is seen at once. */
export function parseColor(text: string): Rgb {
  const hex = /^\s*#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\s*$/i.exec(text)
  if (!hex) return [255, 255, 255]
  const [, r = 'ff', g = 'ff', b = 'ff'] = hex
  return [Number.parseInt(r, 16), Number.parseInt(g, 16), Number.parseInt(b, 16)]
}

/** The heat ramp of the page's tokens, from nothing to the ceiling. */
export function readRamp(element: Element): Rgb[] {
  const style = getComputedStyle(element)
  return Array.from({ length: 9 }, (_, i) => parseColor(style.getPropertyValue(`--heat-${i}`)))
}

/** From here on the ramp is so bright that dark ink reads better on it than white. */
export const BRIGHT = 0.5

/** Where a density stands on the legend, 0…1: a square root of its share of the window's fixed ceiling. */
export const shade = (density: number, ceiling: number): number => Math.sqrt(Math.max(0, Math.min(1, density / ceiling)))

/** The ramp's colour at 0…1, between its stops. */
export function colorAt(ramp: readonly Rgb[], t: number): Rgb {
  const at = Math.max(0, Math.min(1, t)) * (ramp.length - 1)
  const low = Math.min(ramp.length - 2, Math.floor(at))
  const [a, b] = [ramp[low] ?? [0, 0, 0], ramp[low + 1] ?? [0, 0, 0]]
  const mix = (i: 0 | 1 | 2) => Math.round(a[i] + (b[i] - a[i]) * (at - low))
  return [mix(0), mix(1), mix(2)]
}

/** How opaque the field is at 0…1: empty land stays dark ground, a single event is a breath of colour, a dense place hides the ground. */
export function alphaAt(t: number): number {
  const rise = Math.max(0, Math.min(1, t / 0.56))
  return rise * rise * (3 - 2 * rise) * 0.96
}

/** 1,024 colours as little-endian RGBA words, for painting a field one word a pixel. */
export function paletteOf(ramp: readonly Rgb[]): Uint32Array {
  return Uint32Array.from({ length: 1024 }, (_, i) => {
    const t = i / 1023
    const [r, g, b] = colorAt(ramp, t)
    return ((Math.round(alphaAt(t) * 255) << 24) | (b << 16) | (g << 8) | r) >>> 0
  })
}

/** The densities that stand at quarters of the legend: 0, 1/16, 1/4, 9/16 and all of the ceiling. */
export const ticksOf = (ceiling: number): number[] => [0, 0.25, 0.5, 0.75, 1].map((t) => t * t * ceiling)
