'use client'
import * as z from 'zod/mini'
import { KeptPage } from '@/components/phone/kept-page'
import { EventType } from '@/lib/domain/category'
import { LabelSet } from '@/lib/domain/transition'
import { Tasks } from './tasks'

const Kept = z.object({ types: z.array(EventType), names: z.record(z.string(), z.string()), labels: LabelSet })

/** The tasks without a signal. */
export function KeptTasks() {
  return (
    <KeptPage name="tasks" schema={Kept}>
      {({ phone, frame, props }) => <Tasks frame={frame} kept={phone} {...props} />}
    </KeptPage>
  )
}
