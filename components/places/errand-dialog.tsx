'use client'
import { useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { DateField, Field } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { http } from '@/lib/client/http'
import { placeTexts } from '@/lib/client/messages/places'
import { faultWord } from '@/lib/client/word-of'
import { civilDate } from '@/lib/domain/clock'
import type { Place } from '@/lib/domain/place'
import { placeRoutes } from '@/lib/domain/routes/places'

const { errands: texts } = placeTexts

/** Records what was dealt with for somebody at a place, and how many trips it took them. */
export function ErrandDialog({ place, onDone, onClose }: { place: Place; onDone(): void; onClose(): void }) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const id = useRef(uuid())
  const record = async (form: FormData) => {
    setBusy(true)
    const body = { id: id.current, matter: textIn(form, 'matter') ?? '', day: textIn(form, 'day') ?? '', trips: Number(textIn(form, 'trips') ?? '') }
    const answer = await http(placeRoutes.errand, { params: { id: place.id }, body })
    setBusy(false)
    if (answer.ok) return onDone()
    setFault(faultWord(texts.faults, answer.code))
  }
  const today = civilDate(Date.now())
  return (
    <FormDialog title={texts.record} busy={busy} fault={fault} onDo={(form) => void record(form)} onClose={onClose}>
      <p>{place.name}</p>
      <Field label={texts.matter} hint={texts.matterHint} name="matter" required maxLength={100} autoComplete="off" />
      <DateField label={texts.day} type="date" name="day" required defaultValue={today} max={today} />
      <Field label={texts.tripsLabel} name="trips" type="number" required min={1} max={50} defaultValue={1} />
    </FormDialog>
  )
}
