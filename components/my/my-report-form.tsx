'use client'
import { useEffect, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { ReportField } from '@/components/report/report-field'
import { PlaceChoice, placeFinder, type Where } from '@/components/resident/place-choice'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { http } from '@/lib/client/http'
import { lookWhileOpen } from '@/lib/client/look-while-open'
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

/** A page of places that could not be read is read again after so long. */
const AGAIN_MS = 10_000

/** A report that is being written. `id`: the same however often it is sent; `isKept`: it is there, and only photos are left. */
export type MyDraft = { id: string; words: string; photos: readonly Blob[]; where: Where | null; isKept: boolean }
export const newDraft = (): MyDraft => ({ id: uuid(), words: '', photos: [], where: null, isKept: false })

type FormProps = { draft: MyDraft; onDraft(id: string, change: Partial<MyDraft>): void; onSent(id: string): void; onLeave(): void }
/** Why a photo will not be taken, however often it comes. */
const FINAL = new Set(['conflict', 'too_large'])

/** A photo, a sentence, a place: what is typed stays until it is there, with whoever holds the draft. */
export function MyReportForm({ draft, onDraft, onSent, onLeave }: FormProps) {
  const { id, words, photos, where, isKept } = draft
  const change = (part: Partial<MyDraft>) => onDraft(id, part)
  const [places, setPlaces] = useState<Places | null>(null)
  const [near, setNear] = useState<Places['near']>([])
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)

  const position = where !== null && 'position' in where ? where.position : null
  const [lon, lat] = position ?? [null, null]
  useEffect(() => {
    // without the places it can be sent too, and lies somewhere in the community
    let told: string | null = null
    const end = lookWhileOpen(async (isOver) => {
      const answer = await http(myRoutes.places)
      if (isOver()) return
      if (answer.ok) {
        setPlaces(answer.body)
        setFault((fault) => (fault === told ? null : fault))
        return end()
      }
      if (answer.code === 'unauthenticated') return onLeave()
      told = faultOf(answer.code)
      setFault(told)
    }, AGAIN_MS)
    return end
  }, [onLeave])
  useEffect(() => {
    setNear([])
    if (lon === null || lat === null) return
    let current = true
    // without a signal nobody knows
    void http(myRoutes.places, { query: { near: `${lon},${lat}` } }).then((answer) => current && answer.ok && setNear(answer.body.near))
    return () => {
      current = false
    }
  }, [lon, lat])

  const send = async () => {
    if (words.trim() === '') return setFault(texts.missing)
    if (position && places && !placeFinder(places.places)(position)) return setFault(residentTexts.place.outside)
    setFault(null)
    setBusy(true)
    if (!isKept) {
      const answer = await http(myRoutes.report, { body: { id, words: words.trim(), ...placeOf(where) } })
      // under this id something came already: the answer to it was lost, and it was changed since
      if (!answer.ok && answer.code !== 'conflict') {
        setBusy(false)
        return answer.code === 'unauthenticated' ? onLeave() : setFault(faultOf(answer.code))
      }
      change({ isKept: true })
    }
    const missed: Blob[] = []
    let [refused, hasLeft]: [string | null, boolean] = [null, false]
    for (const photo of photos) {
      const answer = await http(myRoutes.photo, { params: { id }, body: photo }, PHOTO_MS)
      if (answer.ok) continue
      if (FINAL.has(answer.code)) refused = answer.code
      else missed.push(photo)
      hasLeft ||= answer.code === 'unauthenticated'
    }
    setBusy(false)
    change({ photos: missed })
    if (hasLeft) return onLeave()
    if (missed.length > 0) return setFault(residentTexts.sent.photosFailed(missed.length))
    // the report is there; pressed once more it is left
    if (refused !== null) return setFault(faultOf(refused))
    onSent(id)
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
        <PhotoPicker photos={photos} most={SUBMISSION_LIMITS.photos} onChange={(chosen) => change({ photos: chosen })} />
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
            change({ words: event.target.value })
            setFault(null)
          }}
        />
      </ReportField>
      {places && <PlaceChoice places={places.places} ground={places.ground} value={where} onChange={(place) => change({ where: place })} />}
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
        <Action size="large" main type="submit" className="min-h-56 text-18" disabled={busy} data-testid="send">
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
