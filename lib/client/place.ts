import { makeGridIndex } from '@/lib/domain/grid-index'
import type { GridTree } from './grids'

/** Where the phone is (WGS84), and within how many metres. */
export type Fix = { position: [number, number]; accuracy: number }
export type NoFix = 'insecure' | 'denied' | 'unavailable'

const TIMEOUT_MS = 12_000
/** A place that was found a moment ago will do. */
const AGE_MS = 20_000

/** Asks the phone where it is. Browsers tell it to pages of a secure origin only. */
export async function findPosition(): Promise<Fix | NoFix> {
  if (!window.isSecureContext) return 'insecure'
  if (!('geolocation' in navigator)) return 'unavailable'
  return new Promise((resolve) =>
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ position: [round(coords.longitude), round(coords.latitude)], accuracy: Math.round(coords.accuracy) }),
      (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : 'unavailable'),
      { enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: AGE_MS },
    ),
  )
}

/** A centimetre: what the product keeps of a position. */
export const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/** Says in which grid of one's own area a place lies; null outside of it. */
export function gridFinder(tree: GridTree): (position: readonly [number, number]) => string | null {
  const leaves = tree.list.filter((g) => g.until === 4)
  const index = makeGridIndex(
    leaves.map(({ code, coordinates }, i) => ({ id: i + 1, code, geometry: { type: 'MultiPolygon' as const, coordinates } })),
  )
  return ([lon, lat]) => {
    const id = index.locate([lon, lat])
    return id === null ? null : (leaves[id - 1]?.code ?? null)
  }
}
