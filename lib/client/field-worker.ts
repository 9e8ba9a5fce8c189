import { ceilingOf } from '@/lib/domain/heat'
import { decodeHeatCells } from '@/lib/domain/heat-answer'
import { HeatState } from '@/lib/domain/heat-state'
import { assertNever } from '@/lib/domain/problem'
import { type FromHeat, type HeatGrid, PACE_MS, type ToHeat } from './heat-messages'
import { brightOf, type Ground, groundOf, paintField, pointsOf, shadesOf } from './painter'
import { paletteOf } from './ramp'

// The worker that keeps the heat current: counts in, one bitmap out, at most a few times a second.

let paceMs = PACE_MS

let palette = paletteOf([])
let grids: readonly HeatGrid[] = []
let shadesWanted = false
let near = false
let types: readonly number[] | null = null
let state: HeatState | null = null
let ground: Ground | null = null
let request = 0
let pixels: ImageData | null = null
let density: Float32Array<ArrayBuffer> | null = null
let planned: ReturnType<typeof setTimeout> | null = null
let paintedAt = Number.NEGATIVE_INFINITY
let painting = false
/** something that the next picture shows has changed since the last one was begun */
let stale = false

const say = (message: FromHeat, transfer: Transferable[] = []) => postMessage(message, { transfer })

function plan(): void {
  stale = true
  if (planned !== null || painting) return
  planned = setTimeout(paint, Math.max(0, paintedAt + paceMs - performance.now()))
}

async function paint(): Promise<void> {
  planned = null
  const painted = state
  if (!painted) return
  painting = true
  stale = false
  paintedAt = performance.now()
  const { width, height, bounds } = painted.field.frame
  if (pixels?.width !== width || pixels.height !== height) {
    pixels = new ImageData(width, height)
    density = null
  }
  density = painted.field.values(density ?? new Float32Array(width * height))
  const scale = near
  paintField(density, ceilingOf(painted.window, scale), palette, new Uint32Array(pixels.data.buffer))
  if (shadesWanted) ground ??= groundOf(grids, painted.lattice)
  const points = pointsOf(painted)
  const { window, revision, events } = painted
  const rest = {
    bounds,
    window,
    revision,
    events,
    points,
    near: scale,
    bright: brightOf(painted, grids, scale),
    shades: shadesWanted && ground ? shadesOf(painted, ground) : new Map<string, number>(),
  }
  const of = request
  const image = await createImageBitmap(pixels, { premultiplyAlpha: 'none' }).finally(() => {
    painting = false
  })
  say({ kind: 'picture', request: of, image, ...rest }, [image, points.buffer])
  if (stale) plan()
}

function take(message: ToHeat): void {
  switch (message.kind) {
    case 'ramp':
      palette = paletteOf(message.ramp)
      plan()
      return
    case 'grids':
      grids = message.grids
      ground = null
      plan()
      return
    case 'load': {
      request = message.request
      const { header, cells } = decodeHeatCells(new Uint8Array(message.cells))
      if (state && JSON.stringify(state.lattice) !== JSON.stringify(header.lattice)) ground = null
      state = new HeatState(header.lattice, message.window, Date.parse(header.at), { types })
      state.load(header.revision, cells)
      state.advance(message.at)
      plan()
      return
    }
    case 'batch': {
      const applied = state?.apply(message.batch)
      if (applied === 'gap') say({ kind: 'gap', request })
      if (applied === 'shown') plan()
      return
    }
    case 'types':
      types = message.types
      state?.setTypes(types)
      plan()
      return
    case 'pace':
      paceMs = message.ms
      return
    case 'near':
      near = message.near
      plan()
      return
    case 'shades':
      shadesWanted = message.wanted
      plan()
      return
    case 'time':
      if (state?.advance(message.at)) plan()
      return
    default:
      assertNever(message)
  }
}

addEventListener('message', (event: MessageEvent<ToHeat>) => {
  try {
    take(event.data)
  } catch (error) {
    // counts that cannot be read are asked for again
    console.error('heat', error)
    say({ kind: 'gap', request })
  }
})
