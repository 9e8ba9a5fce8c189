import { type Data, LABEL_FONT } from './style'

/**
 * Names on the map by their source. A glyph drawn before its font is there would stay wrong for ever, so they are told as soon as their
 * characters can be drawn; where the font does not come at all, in another one.
 */
export class Names {
  readonly #drawn = new Map<NameSource, Data>()
  // of names asked for twice, the later ones are shown, whichever font came first
  #turn = 0
  readonly #latest = new Map<NameSource, number>()

  /** `show`: takes what can be drawn; what comes before the map can take it is told again by `begin`. */
  constructor(private readonly show: (source: NameSource, data: Data) => void) {}

  /** Shows all again on a map whose style has just come. */
  begin(): void {
    for (const [source, data] of this.#drawn) this.show(source, data)
  }

  async tell(source: NameSource, data: Data, text: string): Promise<void> {
    const turn = ++this.#turn
    this.#latest.set(source, turn)
    await document.fonts.load(`600 48px "${LABEL_FONT}"`, [...new Set(text)].join('')).catch(() => undefined)
    if (this.#latest.get(source) !== turn) return
    this.#drawn.set(source, data)
    this.show(source, data)
  }
}

export type NameSource = 'labels' | 'streets'
