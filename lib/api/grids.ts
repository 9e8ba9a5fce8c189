import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { audienceKey, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { englishGrid } from './english-names'
import { gridsOf } from './scope'

/** A FeatureCollection ready to be sent, with the tag of its content. */
export type GridAnswer = { etag: string; body: Buffer<ArrayBuffer> }

// By atlas, so that another version of the grids begins with nothing.
const made = new WeakMap<Atlas, LRUCache<string, GridAnswer>>()

/** The grids of a (narrowed) viewer, null: none, as GeoJSON in WGS84, kept for each scope: half a megabyte should not be written twice. */
export function gridsAsGeoJson(viewer: Viewer | null, level: number | undefined, atlas: Atlas): GridAnswer {
  let answers = made.get(atlas)
  if (!answers) {
    answers = new LRUCache({ max: 100 })
    made.set(atlas, answers)
  }
  const key = `${level ?? ''} ${viewer ? audienceKey(viewer) : 'none'}`
  const known = answers.get(key)
  if (known) return known
  const features = (viewer ? gridsOf(viewer, atlas) : [])
    .filter((grid) => level === undefined || grid.level === level)
    .map(({ id, geometry, code, name, level: at, parentCode, households, demo }) => {
      const { name: nameEn, label: labelEn, sign: signEn } = englishGrid(atlas, code)
      return { type: 'Feature', id, geometry, properties: { code, name, nameEn, labelEn, signEn, level: at, parentCode, households, demo } }
    })
  const body = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }))
  const answer = { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
  if (features.length === 0) return answer // any text may be asked for
  answers.set(key, answer)
  return answer
}

/** Does an If-None-Match header name this tag? Proxies that pack answers make tags weak. */
export function namesTag(header: string | null, etag: string): boolean {
  return (header ?? '').split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
}
