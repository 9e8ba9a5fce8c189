import { LRUCache } from 'lru-cache'
import type { TiandituTile } from '@/lib/domain/basemap'
import { readEnv } from '@/lib/env'

/** A picture of a tile; `null` bytes: the tile could not be had. */
export type Tile = { type: string; bytes: Uint8Array<ArrayBuffer> } | null

export type TiandituOptions = {
  key: string
  fetch?: typeof fetch
  now?: () => number
  /** most bytes of pictures kept in memory */
  mostBytes?: number
  /** called once for each outage, in words that do not hold the key */
  onFault?: (what: string) => void
}

const SERVERS = 8
const TIMEOUT_MS = 8_000
/** After so many failures in a row nobody is asked for a while: a wall must not wait for each of a hundred tiles. */
const MAX_FAILURES = 4
const PAUSE_MS = 30_000
/** A tile is 256 × 256 pixels; whatever is larger is something else. */
const MAX_TILE_BYTES = 1_000_000
/** Requests to the outside at a time. */
const AT_A_TIME = 8

/**
 * The address of a tile. The host is one of eight fixed ones and everything else is checked (TiandituTile), so no request of ours can be
 * led elsewhere.
 */
export function tiandituAddress({ layer, matrix, z, x, y }: TiandituTile, key: string): string {
  const query = new URLSearchParams({
    SERVICE: 'WMTS',
    REQUEST: 'GetTile',
    VERSION: '1.0.0',
    LAYER: layer,
    STYLE: 'default',
    TILEMATRIXSET: matrix,
    FORMAT: 'tiles',
    TILEMATRIX: String(z),
    TILEROW: String(y),
    TILECOL: String(x),
    tk: key,
  })
  return `https://t${(x + y) % SERVERS}.tianditu.gov.cn/${layer}_${matrix}/wmts?${query}`
}

/**
 * Tiles of 天地图 by the operator's key, kept in memory up to a bound (the oldest unused go first). The same tile asked for by many at
 * once is fetched once. What cannot be had is null, and is asked for again later.
 */
export class Tianditu {
  readonly #kept: LRUCache<string, NonNullable<Tile>>
  readonly #coming = new Map<string, Promise<Tile>>()
  #failures = 0
  #pausedUntil = 0
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(private readonly options: TiandituOptions) {
    this.#kept = new LRUCache({ maxSize: options.mostBytes ?? 64 * 1024 * 1024, sizeCalculation: ({ bytes }) => bytes.byteLength })
  }

  /** Bytes of pictures kept. */
  get bytes(): number {
    return this.#kept.calculatedSize
  }

  async tile(tile: TiandituTile): Promise<Tile> {
    const name = `${tile.layer}_${tile.matrix}/${tile.z}/${tile.x}/${tile.y}`
    const known = this.#kept.get(name)
    if (known) return known
    const coming = this.#coming.get(name)
    if (coming) return coming
    const asked = this.#fetch(tile, name).finally(() => this.#coming.delete(name))
    this.#coming.set(name, asked)
    return asked
  }

  async #fetch(tile: TiandituTile, name: string): Promise<Tile> {
    const { key, fetch: ask = fetch, now = Date.now, onFault } = this.options
    await this.#turn()
    try {
      if (now() < this.#pausedUntil) return null
      const got = await read(await ask(tiandituAddress(tile, key), { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }))
      this.#failures = 0
      this.#kept.set(name, got)
      return got
    } catch (error) {
      this.#failures++
      if (this.#failures >= MAX_FAILURES) {
        this.#pausedUntil = now() + PAUSE_MS
        if (this.#failures === MAX_FAILURES) onFault?.(error instanceof Refused ? error.message : 'the server cannot be reached')
        this.#failures = MAX_FAILURES
      }
      return null
    } finally {
      this.#running--
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<void> {
    while (this.#running >= AT_A_TIME) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running++
  }
}

class Refused extends Error {}

async function read(response: Response): Promise<NonNullable<Tile>> {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim() ?? ''
  if (!response.ok || !/^image\/(png|jpeg|webp)$/.test(type)) {
    await response.body?.cancel()
    throw new Refused(`the server answered ${response.status} ${type}`)
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of response.body ?? []) {
    length += part.byteLength
    if (length > MAX_TILE_BYTES) throw new Refused('the picture is too large')
    parts.push(part)
  }
  if (length === 0) throw new Refused('the picture is empty')
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return { type, bytes }
}

let opened: Tianditu | null = null

/** The source of this process by TIANDITU_KEY; null without one. `onFault` is taken from the first call. */
export function openTianditu(onFault: (what: string) => void): Tianditu | null {
  const key = readEnv().TIANDITU_KEY
  if (!key) return null
  opened ??= new Tianditu({ key, onFault })
  return opened
}
