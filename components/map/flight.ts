import { fillFrame, middleOf, type Placing, pitchFor, type View } from './camera'
import type { EngineMap } from './engine'
import type { MapFeatures } from './features'
import type { Ground } from './ground'

/** A grid's shape, WGS84. */
export type Shape = readonly (readonly [number, number][])[][]
/** All of the body, or what it flew to. */
type Sent = 'home' | { shape: Shape | null; right: number }

/** So many doublings at most a flight comes nearer than home: what lies around a grid says where it is. */
const MAX_FLIGHT_ZOOM = 2

/** What flies: a map, and where its screen wants it. */
export type Flying = {
  map: Pick<EngineMap, 'easeTo' | 'getCenter' | 'getContainer' | 'getPitch' | 'getZoom' | 'jumpTo' | 'project' | 'unproject'>
  placing: Placing
  ground: Ground
  /** a machine that draws in software is there at once */
  calm: boolean
  /** the outlines of all of the body */
  rings(): MapFeatures['rings']
  /** told of each change of the view */
  moved(): void
}

/** Where the view of a map is sent, and how it comes there. */
export class Flight {
  #home: View | null = null
  /** where the view was sent, and goes again when the frame is another one; null: a hand has moved it */
  #sent: Sent | null = 'home'

  constructor(private readonly of: Flying) {}

  /** The zoom at which all of the body is seen; null before it was. */
  get homeZoom(): number | null {
    return this.#home?.zoom ?? null
  }

  /** A hand has moved the view: it stays where it is. */
  letGo(): void {
    this.#sent = null
  }

  /** The whole body, filling its frame. */
  goHome(): void {
    const { map, placing, rings, moved } = this.of
    const size = this.#size()
    if (!size) return
    this.#sent = 'home'
    this.#home = fillFrame(map, rings(), placing(size.width, size.height).frame, pitchFor(size.width / size.height))
    moved()
  }

  /** The screen has another place for the map: what was seen whole, all of it or what it flew to, is seen whole there. */
  settle(): void {
    if (this.#sent === 'home') this.goHome()
    else if (this.#sent) this.fly(this.#sent.shape, { ms: 0, right: this.#sent.right })
  }

  /**
   * Flies to where a grid's shape (WGS84) fills the middle of the frame, or the whole body (null) all of it, and is there after `ms`; at once on a
   * machine that draws in software. `right`: CSS pixels of the frame that something else takes.
   */
  fly(shape: Shape | null, { ms, right = 0 }: { ms: number; right?: number }): void {
    const { map, placing, ground, calm, rings, moved } = this.of
    const size = this.#size()
    if (!size) return
    const { lng, lat } = map.getCenter()
    const from: View = { center: [lng, lat], zoom: map.getZoom(), pitch: map.getPitch(), bearing: 0 }
    this.goHome()
    const home = this.#home
    if (!home) return
    let to = home
    if (shape || right > 0) {
      this.#sent = { shape, right }
      const whole = placing(size.width, size.height).frame
      const frame = { ...whole, right: whole.right - right }
      const wanted = shape?.flat().map((ring) => ring.map((at) => ground.at(at))) ?? rings()
      const near = fillFrame(map, wanted, shape ? middleOf(frame) : frame, home.pitch)
      to = { ...near, zoom: Math.min(near.zoom, home.zoom + MAX_FLIGHT_ZOOM) }
    }
    const isStill = calm || ms <= 0 || matchMedia('(prefers-reduced-motion: reduce)').matches
    map.jumpTo(isStill ? to : from)
    if (!isStill) map.easeTo({ ...to, duration: ms, essential: true })
    moved()
  }

  #size(): { width: number; height: number } | null {
    const { clientWidth: width, clientHeight: height } = this.of.map.getContainer()
    return width === 0 || height === 0 ? null : { width, height }
  }
}
