import * as z from 'zod/mini'
import type { MapSettings } from '@/lib/domain/basemap'
import { EventType } from '@/lib/domain/category'
import { LabelSet } from '@/lib/domain/transition'

/** Sealed by this phone as the server told it. */
const isSettings = (value: unknown): value is MapSettings => typeof value === 'object' && value !== null && 'basemap' in value

/** What the server tells the two pages that open without a signal, the same for both: whoever has opened one has the other too. */
export const KeptProps = z.object({
  types: z.array(EventType),
  /** the grids that one may know, and what they lie in, by code */
  names: z.record(z.string(), z.string()),
  labels: LabelSet,
  map: z.custom<MapSettings>(isSettings),
})
export type KeptProps = z.infer<typeof KeptProps>
