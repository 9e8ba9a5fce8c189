'use client'
import { useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Choice, Tick, Ticks } from '@/components/ui/choice'
import { Field, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { useOpened } from '@/components/ui/use-opened'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { placeTexts } from '@/lib/client/messages/places'
import { facilityName, kindName, serviceName } from '@/lib/client/place-words'
import { type Place, PlaceIn, PlaceKind, PlaceService } from '@/lib/domain/place'
import { readHours, writeHours } from '@/lib/domain/place-hours-text'
import { PLACE_FACILITIES } from '@/lib/domain/place-kinds'
import { readOffers } from '@/lib/domain/place-row'
import { placeRoutes } from '@/lib/domain/routes/places'
import { namesOf } from '@/lib/domain/rows'

const { edit: texts, card, bookings } = placeTexts
const FACILITIES = namesOf(PLACE_FACILITIES)

/** What a form says of a place; a text: what of it cannot be understood. */
function placeOf(form: FormData, place: Place | null, requestId: string): PlaceIn | string {
  const position = (textIn(form, 'position') ?? '').split(/[,，\s]+/).map(Number)
  if (position.length !== 2 || position.some((one) => !Number.isFinite(one))) return texts.badPosition
  const hours = readHours(textIn(form, 'hours') ?? '')
  if (typeof hours === 'string') return texts.badHours
  const offers = readOffers(textIn(form, 'offers') ?? '')
  if (typeof offers === 'string') return texts.badOffers
  const parsed = PlaceIn.safeParse({
    ...{ requestId, kind: form.get('kind'), name: textIn(form, 'name'), position, hours, offers },
    ...{
      address: textIn(form, 'address') ?? null,
      contact: textIn(form, 'contact') ?? null,
      capacity: Number(textIn(form, 'capacity') ?? 0) || null,
    },
    ...{ services: form.getAll('services'), facilities: form.getAll('facilities'), closed: form.get('closed') === 'on' },
    ...(place && { id: place.id, expectedRevision: place.revision }),
  })
  if (parsed.success) return parsed.data
  return parsed.error.issues[0]?.path[0] === 'offers' ? texts.badOffers : bookings.faults.invalid
}

type EditProps = {
  place: Place | null
  onDone(made: Place): void
  /** it is no more as it was when the dialog opened */
  onStale?(): void
  onClose(): void
}

/** Makes a place, or changes one as it was when it was read. */
export function EditDialog({ place: of, onDone, onStale, onClose }: EditProps) {
  const place = useOpened(of)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const requestId = useRef(uuid())
  const save = async (form: FormData) => {
    const body = placeOf(form, place, requestId.current)
    if (typeof body === 'string') return setFault(body)
    setBusy(true)
    const answer = await http(placeRoutes.save, { body })
    setBusy(false)
    if (answer.ok) return onDone(answer.body)
    const { forbidden, invalid, lost, other } = bookings.faults
    const words = new Map([
      ['conflict', texts.stale],
      ['invalid', answer.field === null ? texts.outside : invalid],
      ['forbidden', forbidden],
      ['lost', lost],
    ])
    setFault(words.get(answer.code) ?? other)
    if (answer.code === 'conflict') onStale?.()
  }
  const language = said({ zh: 'zh', en: 'en' }) === 'en' ? 'en' : 'zh'
  const offers = place?.offers.map(({ service, minutes, seats }) => `${serviceName(service)} ${minutes} ${seats}`).join('; ')
  return (
    <FormDialog title={place ? texts.title : texts.make} busy={busy} fault={fault} onDo={(form) => void save(form)} onClose={onClose}>
      <Field label={texts.name} name="name" required maxLength={100} defaultValue={place?.name} />
      <Choice
        label={texts.kind}
        name="kind"
        value={place?.kind ?? 'station'}
        options={PlaceKind.options.map((kind) => [kind, kindName(kind)] as const)}
      />
      <Field label={texts.position} hint={texts.positionHint} name="position" required defaultValue={place?.position.join(',')} />
      <Field label={card.address} name="address" maxLength={200} defaultValue={place?.address ?? ''} />
      <Field label={card.contact} name="contact" maxLength={100} defaultValue={place?.contact ?? ''} />
      <Field label={card.capacity} name="capacity" type="number" min={1} max={100_000} defaultValue={place?.capacity ?? ''} />
      <Ticks label={card.services}>
        {PlaceService.options.map((service) => (
          <Tick key={service} type="checkbox" name="services" value={service} defaultChecked={place?.services.includes(service)}>
            {serviceName(service)}
          </Tick>
        ))}
      </Ticks>
      <Ticks label={card.facilities}>
        {FACILITIES.map((facility) => (
          <Tick key={facility} type="checkbox" name="facilities" value={facility} defaultChecked={place?.facilities.includes(facility)}>
            {facilityName(facility)}
          </Tick>
        ))}
      </Ticks>
      <TextField label={texts.hours} name="hours" required rows={2} defaultValue={place ? writeHours(place.hours, language) : ''} />
      <p className="-mt-10 text-13 text-ink-3">{texts.hoursHint}</p>
      <Field label={texts.offers} hint={texts.offersHint} name="offers" defaultValue={offers ?? ''} />
      {place && (
        <Tick type="checkbox" name="closed" defaultChecked={place.closed}>
          {texts.closed}
        </Tick>
      )}
    </FormDialog>
  )
}
