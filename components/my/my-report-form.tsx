'use client'
import { useEffect, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { ReportField } from '@/components/report/report-field'
import { PlaceChoice, placeFinder, type Where } from '@/components/resident/place-choice'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { http } from '@/lib/client/http'
import { myTexts } from '@/lib/client/messages/my'
import { residentTexts } from '@/lib/client/messages/resident'
import { typeName } from '@/lib/client/type-names'
import { faultWord } from '@/lib/client/word-of'
import { myRoutes } from '@/lib/domain/routes/my'
import { type ReportLink, SUBMISSION_LIMITS } from '@/lib/domain/submission'

const { report: texts } = myTexts
/** A photo goes over a weak line. */
const PHOTO_MS = 120_000
type Places = Omit<ReportLink, 'community'>

const faultOf = (code: string): string => faultWord(texts.faults, code)

/** A photo, a sentence, a place: what is typed stays until it is there. */
export function MyReportForm({ onSent, onLeave }: { onSent(): void; onLeave(): void }) {
  const [places, setPlaces] = useState<Places | null>(null)
  const [near, setNear] = useState<Places['near']>([])
  const [photos, setPhotos] = useState<readonly Blob[]>([])
  const [words, setWords] = useState('')
  const [where, setWhere] = useState<Where | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // the same however often it is sent
  const id = useRef(uuid())
  /** it is there, and only photos are left */
  const [isKept, setKept] = useState(false)

  const position = where !== null && 'position' in where ? where.position : null
  const [lon, lat] = position ?? [null, null]
  useEffect(() => {
    let current = true
    setNear([])
    void http(myRoutes.places, { query: { near: lon === null || lat === null ? null : `${lon},${lat}` } }).then((answer) => {
      if (!current) return
      if (answer.ok) {
        setPlaces((known) => known ?? answer.body)
        return setNear(answer.body.near)
      }
      if (answer.code === 'unauthenticated') return onLeave()
      // without a signal nobody knows what is near
      if (lon === null) setFault(faultOf(answer.code))
    })
    return () => {
      current = false
    }
  }, [lon, lat, onLeave])

  const send = async () => {
    if (!places) return
    if (words.trim() === '') return setFault(texts.missing)
    if (position && !placeFinder(places.places)(position)) return setFault(residentTexts.place.outside)
    setFault(null)
    setBusy(true)
    if (!isKept) {
      const answer = await http(myRoutes.report, { body: { id: id.current, words: words.trim(), ...placeOf(where) } })
      // under this id something came already: the answer to it was lost, and it was changed since
      if (!answer.ok && answer.code !== 'conflict') {
        setBusy(false)
        return answer.code === 'unauthenticated' ? onLeave() : setFault(faultOf(answer.code))
      }
      setKept(true)
    }
    const missed: Blob[] = []
    for (const photo of photos) {
      const answer = await http(myRoutes.photo, { params: { id: id.current }, body: photo }, PHOTO_MS)
      if (!answer.ok) missed.push(photo)
    }
    setBusy(false)
    setPhotos(missed)
    if (missed.length > 0) return setFault(residentTexts.sent.photosFailed(missed.length))
    onSent()
  }

  return (
    <form
      className="flex flex-col gap-10 [&_h2]:text-18"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <ReportField title={residentTexts.photos.title}>
        <PhotoPicker photos={photos} most={SUBMISSION_LIMITS.photos} onChange={setPhotos} />
        <p className="text-15 text-ink-3">{residentTexts.photos.note}</p>
      </ReportField>
      <ReportField title={texts.words}>
        <textarea
          className={`${inputLook} max-lg:text-18`}
          rows={3}
          maxLength={SUBMISSION_LIMITS.words}
          placeholder={texts.placeholder}
          aria-label={texts.words}
          value={words}
          disabled={isKept}
          onChange={(event) => {
            setWords(event.target.value)
            setFault(null)
          }}
        />
      </ReportField>
      {places && <PlaceChoice places={places.places} ground={places.ground} value={where} onChange={setWhere} />}
      {near.length > 0 && (
        <ReportField title={residentTexts.near.title} data-testid="near">
          <ul>
            {near.map(({ type, meters }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: nothing tells two of a type from each other
              <li key={i} className="border-t border-line py-6 first:border-t-0">
                {residentTexts.near.one(nameOf(places, type), meters)}
              </li>
            ))}
          </ul>
          <p className="text-15 text-ink-3">{residentTexts.near.note}</p>
        </ReportField>
      )}
      <div className="sticky bottom-0 z-2 flex flex-col gap-6 bg-linear-to-b from-transparent to-bg to-24% pt-16 pb-12">
        {fault !== null && (
          <Callout role="alert" data-testid="fault">
            <span className="bg-bg">{fault}</span>
          </Callout>
        )}
        <Action size="large" main type="submit" className="min-h-56 text-18" disabled={busy || !places} data-testid="send">
          {busy ? texts.sending : texts.send}
        </Action>
      </div>
    </form>
  )
}

/** The place as it is sent: how exactly the phone knew it is nobody's business. */
const placeOf = (where: Where | null) => (where === null ? {} : 'position' in where ? { position: where.position } : where)

function nameOf(places: Places | null, code: string): string {
  const type = places?.types.find((one) => one.code === code)
  return type ? typeName(type) : code
}
