import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Extension } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'

/** What we use of the package; without raster, topology, geocoder and upgrade scripts a start takes 1.1 s instead of 2.1 s and 300 MB less. */
const WANTED = /^(?:lib\/postgresql\/postgis-3\.so|share\/postgresql\/extension\/postgis(?:\.control|--\d+(?:\.\d+)*\.sql)|share\/proj\/proj\.db)$/

const BLOCK = 512

/** The entries of a tar archive whose names are wanted, as an archive. */
export function filterTar(tar: Buffer, wanted: (name: string) => boolean): Buffer {
  const kept: Buffer[] = []
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0; ) {
    const field = (offset: number, length: number) => tar.toString('latin1', at + offset, at + offset + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(field(124, 12), 8) || 0
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK
    const name = [field(345, 155), field(0, 100)].filter(Boolean).join('/')
    if (wanted(name.replace(/^\.\//, ''))) kept.push(tar.subarray(at, end))
    at = end
  }
  return Buffer.concat([...kept, Buffer.alloc(2 * BLOCK)])
}

/**
 * PostGIS for the engine, cut down to what we use. The smaller archive is made of the package's once and kept in the data folder; where
 * that fails, or the package looks different one day, the whole archive is used.
 */
export function trimmedPostgis(dataDir: string): Extension {
  return {
    ...postgis,
    setup: async (db, options) => {
      const whole = await postgis.setup(db, options)
      return whole.bundlePath ? { ...whole, bundlePath: trimmed(whole.bundlePath, dataDir) ?? whole.bundlePath } : whole
    },
  }
}

function trimmed(whole: URL, dataDir: string): URL | null {
  try {
    const { size } = statSync(whole)
    const file = path.join(dataDir, `postgis-${size}.tar.gz`) // another release of the package has another size
    if (!existsSync(file)) {
      const found: string[] = []
      const tar = filterTar(gunzipSync(readFileSync(whole)), (name) => WANTED.test(name) && found.push(name) > 0)
      if (found.length !== 4) return null
      writeFileSync(`${file}.${process.pid}`, gzipSync(tar, { level: 1 }))
      renameSync(`${file}.${process.pid}`, file)
    }
    return pathToFileURL(file)
  } catch {
    return null
  }
}
