import type { Phone } from '@/lib/client/phone'

/** The room that the map of a place takes, also before it is there. */
export const mapRoom = 'aspect-[4/3] w-full overflow-hidden rounded-8 border border-line bg-(--map-bg-0)'

export type PlaceMapProps = {
  grids: readonly string[]
  position: readonly [number, number] | null
  label: string
  /** what it keeps the ground on for the time without a signal, of places that were looked at */
  phone?: Phone | null
  /** under it */
  note?: string | null
}
