import { parseColor, type Rgb, readRamp } from '@/lib/client/ramp'

const names = [
  'map-body-hi',
  'map-body-lo',
  'map-side',
  'map-rim',
  'map-glow',
  'map-line',
  'map-halo',
  'map-bg-0',
  'map-hot-ink',
  'map-hot-halo',
  'ink-1',
  'ink-2',
] as const
type Name = (typeof names)[number]

/** The map's colours, read from the page's tokens, so that the stylesheet stays the only place that names them. */
export type MapTheme = {
  color(name: Name, alpha?: number): string
  /** `share` of the first colour over the second */
  mix(name: Name, over: Name, share: number): string
  rgb(name: Name): Rgb
  ramp: readonly Rgb[]
}

export function readTheme(element: Element): MapTheme {
  const style = getComputedStyle(element)
  const colors = new Map(names.map((n) => [n, parseColor(style.getPropertyValue(`--${n}`))]))
  const ramp = readRamp(element)
  const rgb = (name: Name): Rgb => colors.get(name) ?? [255, 255, 255]
  return {
    ramp,
    rgb,
    color(name, alpha = 1) {
      return `rgba(${rgb(name).join(',')},${alpha})`
    },
    mix(name, over, share) {
      const [a, b] = [rgb(name), rgb(over)]
      return `rgb(${a.map((v, i) => Math.round(v * share + (b[i] ?? 0) * (1 - share))).join(',')})`
    },
  }
}
