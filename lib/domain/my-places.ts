import * as z from 'zod/mini'
import { Place, PlaceService, Slot } from './place'

/** A service place as a resident is shown it. `pupils`: services that need their consent for a child. */
export const MyStation = z.object({
  ...z.pick(Place, {
    id: true,
    kind: true,
    name: true,
    address: true,
    contact: true,
    position: true,
    meters: true,
    services: true,
    facilities: true,
    open: true,
    until: true,
  }).shape,
  /** services that can be booked here */
  books: z.array(PlaceService),
  pupils: z.array(PlaceService),
  /** what can be booked on the day that was asked for; empty in lists */
  slots: z.array(Slot),
})
export type MyStation = z.infer<typeof MyStation>
/** `from`: where the metres begin: the phone's own position, or the middle of the grid that one's household is in. */
export const MyStations = z.object({ from: z.enum(['phone', 'grid']), stations: z.array(MyStation) })
export type MyStations = z.infer<typeof MyStations>
