import { open, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { readEnv } from '@/lib/env'
import { localFile } from './setting'

/** What may lie beside a style; anything else in its folder is none of the page's business. */
const types: Record<string, string> = {
  '.json': 'application/json',
  '.pmtiles': 'application/octet-stream',
  '.pbf': 'application/x-protobuf',
  '.mvt': 'application/vnd.mapbox-vector-tile',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
}

/** A file of the base map: its size, a tag of its state, and its bytes from `start` to `end`, both inclusive. */
export type MapFile = { size: number; tag: string; type: string; read(start: number, end: number): ReadableStream<Uint8Array> }

/** Is the file inside the folder, with links followed? */
const isInside = (folder: string, file: string) => file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)

/**
 * The file of this name that belongs to the base map of BASEMAP_URL: the PMTiles file itself, or the style and what lies in its folder.
 * Null for everything else: names that lead out of the folder (by `..` or a link), hidden files, other kinds.
 */
export async function findMapFile(names: readonly string[], setting = readEnv().BASEMAP_URL): Promise<MapFile | null> {
  const main = localFile(setting)
  const type = types[path.extname(names.at(-1) ?? '').toLowerCase()]
  if (!main || !type || names.some((name) => name === '' || name.startsWith('.') || /[/\\\0]/.test(name))) return null
  if (!main.toLowerCase().endsWith('.json') && names.join('/') !== path.basename(main)) return null
  try {
    const folder = await realpath(path.dirname(main))
    const wanted = path.join(path.dirname(main), ...names)
    const file = await realpath(wanted)
    // the main file may itself be a link to wherever the operator keeps it
    if (wanted !== main && !isInside(folder, file)) return null
    const { size, mtimeMs, ino } = await stat(file)
    return {
      size,
      tag: `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}-${ino.toString(36)}"`,
      type,
      read: (start, end) => read(file, start, end),
    }
  } catch {
    return null
  }
}

function read(file: string, start: number, end: number): ReadableStream<Uint8Array> {
  const bytes = async function* () {
    const handle = await open(file)
    try {
      yield* handle.createReadStream({ start, end, autoClose: false })
    } finally {
      await handle.close()
    }
  }
  return Readable.toWeb(Readable.from(bytes()))
}

/** The one range of a Range header, both ends inclusive; null: the whole file; 'none': none that the file has. */
export function rangeOf(header: string | null, size: number): { start: number; end: number } | null | 'none' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  const [from, to] = [match?.[1] ?? '', match?.[2] ?? '']
  if (!match || (from === '' && to === '')) return null
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(size - 1, Number(to))
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null
  return start > end || start >= size ? 'none' : { start, end }
}
