import type { EngineMap } from './engine'

/**
 * What is told to the map of single grids and not drawn anew for it: chosen, under the pointer, its shade, bright below its name. Keeps what
 * is wished for, so that it can be told again to a map that forgot it, and tells only what changed.
 */
export class Marks {
  #on = false
  #hovered: string | null = null
  #selected: string | null = null
  #shades: ReadonlyMap<string, number> = new Map()
  #bright: ReadonlySet<string> = new Set()
  #wantedShades: ReadonlyMap<string, number> = new Map()
  #wantedBright: ReadonlySet<string> = new Set()

  constructor(private readonly map: EngineMap) {}

  /** The map has its style and knows nothing yet. */
  begin(): void {
    this.#on = true
    this.#hovered = null
    this.#shades = new Map()
    this.#bright = new Set()
    this.shade(this.#wantedShades)
    this.brighten(this.#wantedBright)
    this.select(this.#selected)
  }

  /** The map has lost its style. */
  pause(): void {
    this.#on = false
  }

  select(code: string | null): void {
    this.#grid(this.#selected, { selected: false })
    this.#selected = code
    this.#grid(code, { selected: true })
    if (this.#on) for (const layer of ['chosen-halo', 'chosen']) this.map.setFilter(layer, ['==', ['get', 'code'], code ?? ''])
  }

  hover(code: string | null): void {
    if (code === this.#hovered) return
    this.#grid(this.#hovered, { hover: false })
    this.#grid(code, { hover: true })
    this.#hovered = code
  }

  shade(shades: ReadonlyMap<string, number>): void {
    this.#wantedShades = shades
    if (!this.#on) return
    for (const code of this.#shades.keys()) if (!shades.has(code)) this.#grid(code, { shade: 0 })
    for (const [code, shade] of shades) if (Math.abs((this.#shades.get(code) ?? -1) - shade) > 1e-4) this.#grid(code, { shade })
    this.#shades = new Map(shades)
  }

  brighten(codes: ReadonlySet<string>): void {
    this.#wantedBright = codes
    if (!this.#on) return
    for (const code of this.#bright) if (!codes.has(code)) this.#name(code, false)
    for (const code of codes) if (!this.#bright.has(code)) this.#name(code, true)
    this.#bright = new Set(codes)
  }

  #grid(code: string | null, state: Record<string, unknown>): void {
    if (code !== null && this.#on) this.map.setFeatureState({ source: 'grids', id: code }, state)
  }

  #name(code: string, bright: boolean): void {
    // a name stands in one of the two, and the other does not mind
    for (const source of ['labels', 'streets']) this.map.setFeatureState({ source, id: code }, { bright })
  }
}
