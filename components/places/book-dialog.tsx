'use client'
import { useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Field } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { http, type Refused } from '@/lib/client/http'
import { placeTexts } from '@/lib/client/messages/places'
import { hourOf, serviceName } from '@/lib/client/place-words'
import { faultWord } from '@/lib/client/word-of'
import type { Place, Slot } from '@/lib/domain/place'
import { secrecyOf } from '@/lib/domain/place-kinds'
import { placeRoutes } from '@/lib/domain/routes/places'
import { TYPED_TELEPHONE } from '@/lib/domain/telephone'

const { bookings: texts } = placeTexts

/** Why a booking did not work, in words. */
export function bookingFault({ code, problem }: Refused): string {
  const { faults } = texts
  if (code === 'conflict')
    return problem.full === true ? faults.full : problem.over === true ? faults.over : problem.ahead === true ? faults.ahead : faults.conflict
  return faultWord(faults, code)
}

type Props = { place: Place; slot: Slot; onDone(): void; onStale(): void; onClose(): void }

/** Books a seat for somebody; of a pupil with who consents, or it waits to be confirmed. */
export function BookDialog({ place, slot, onDone, onStale, onClose }: Props) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const id = useRef(uuid())
  const isPupil = secrecyOf(place.kind, slot.service) === 'pupils'
  const book = async (form: FormData) => {
    setBusy(true)
    const [phone, guardian] = [textIn(form, 'phone'), textIn(form, 'guardian')]
    const body = {
      ...{ id: id.current, service: slot.service, startsAt: slot.startsAt, name: textIn(form, 'name') ?? '' },
      ...(phone !== undefined && { phone }),
      ...(guardian !== undefined && { guardian }),
    }
    const answer = await http(placeRoutes.book, { params: { id: place.id }, body })
    setBusy(false)
    if (answer.ok) return onDone()
    setFault(bookingFault(answer))
    if (answer.code === 'conflict') onStale()
  }
  return (
    <FormDialog title={texts.bookFor(serviceName(slot.service))} busy={busy} fault={fault} onDo={(form) => void book(form)} onClose={onClose}>
      <p>
        {place.name} · {hourOf(slot.startsAt)}–{hourOf(slot.endsAt)}
      </p>
      <Field label={isPupil ? texts.pupil : texts.name} name="name" required maxLength={100} autoComplete="off" />
      <Field label={texts.phone} name="phone" inputMode="tel" pattern={TYPED_TELEPHONE} maxLength={20} autoComplete="off" />
      {isPupil && <Field label={texts.guardian} hint={texts.guardianHint} name="guardian" maxLength={100} autoComplete="off" />}
    </FormDialog>
  )
}
