'use client'
import * as z from 'zod/mini'
import { KeptPage } from '@/components/phone/kept-page'
import type { MapSettings } from '@/lib/domain/basemap'
import { EventType } from '@/lib/domain/category'
import { LabelSet } from '@/lib/domain/transition'
import { Report } from './report'

/** Sealed by this phone as the server told it. */
const isSettings = (value: unknown): value is MapSettings => typeof value === 'object' && value !== null && 'basemap' in value
const Kept = z.object({ types: z.array(EventType), map: z.custom<MapSettings>(isSettings), labels: LabelSet })

/** The report without a signal. */
export function KeptReport() {
  return (
    <KeptPage name="report" schema={Kept}>
      {({ phone, frame, props }) => <Report frame={frame} kept={phone} {...props} />}
    </KeptPage>
  )
}
