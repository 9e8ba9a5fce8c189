import * as z from 'zod/mini'
import { Place, PlaceKind, PlaceService, Slot } from './place'
import { Position } from './position'

/** A service place as a resident is shown it. `pupils`: services that need their consent for a child. */
export const MyStation = z.object({
  id: z.uuid(),
  kind: PlaceKind,
  name: z.string(),
  address: z.nullable(z.string()),
  contact: z.nullable(z.string()),
  position: Position,
  meters: z.nullable(z.int()),
  services: z.array(PlaceService),
  facilities: Place.shape.facilities,
  open: z.boolean(),
  until: z.nullable(z.string()),
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
