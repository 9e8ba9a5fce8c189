'use client'
import { useEffect, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { ReportField } from '@/components/report/report-field'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { DateField, Field, inputLook } from '@/components/ui/field'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import { residentTexts as texts } from '@/lib/client/messages/resident'
import { makeLinkSecret, residentFault } from '@/lib/client/resident'
import { typeName } from '@/lib/client/type-names'
import { publicRoutes } from '@/lib/domain/routes/public'
import { type ReportLink, SUBMISSION_LIMITS } from '@/lib/domain/submission'
import { PlaceChoice, placeFinder, type Where } from './place-choice'
import { type PublicFrame, ResidentPage, useSecret } from './resident-page'
import { ResidentSent } from './resident-sent'
import { TypeChoice } from './type-choice'
import { useUnsent } from './use-unsent'

type Type = ReportLink['types'][number]
type Draft = { type: Type | 'unsure' | null; words: string; photos: readonly Blob[]; where: Where | null; earlier: boolean }
const BLANK: Draft = { type: null, words: '', photos: [], where: null, earlier: false }
/** A page that could not be read is read again after so long. */
const AGAIN_MS = 10_000
const newIds = () => ({ id: uuid(), follow: makeLinkSecret() })

/** What a resident or rider tells: a photo, what it is, some words, where. No account; what is typed stays until it is there. */
export function ResidentReport({ frame }: { frame: PublicFrame }) {
  const secret = useSecret()
  const [link, setLink] = useState<ReportLink | null>(null)
  const [near, setNear] = useState<ReportLink['near']>([])
  const [draft, setDraft] = useState(BLANK)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // the same however often it is sent
  const ids = useRef(newIds())
  const [sent, setSent] = useState<{ follow: string; photos: readonly Blob[] } | null>(null)
  useEffect(() => {
    if (secret === null) return
    setLink(null)
    // read again until an answer came: nothing of the page can be used before
    const end = lookWhileOpen(async (isOver) => {
      const answer = await http(publicRoutes.report, { link: secret })
      if (isOver()) return
      if (answer.ok) setLink(answer.body)
      setFault(answer.ok ? null : residentFault(answer))
      if (answer.ok || answer.code === 'unauthenticated') end()
    }, AGAIN_MS)
    return end
  }, [secret])
  useUnsent(sent === null && (draft.words !== '' || draft.photos.length > 0))
  const position = draft.where !== null && 'position' in draft.where ? draft.where.position : null
  const [lon, lat] = position ?? [null, null]
  useEffect(() => {
    setNear([])
    if (secret === null || lon === null || lat === null) return
    let current = true
    // without a signal nobody knows
    void http(publicRoutes.report, { link: secret, query: { near: `${lon},${lat}` } }).then(
      (answer) => current && answer.ok && setNear(answer.body.near),
    )
    return () => {
      current = false
    }
  }, [secret, lon, lat])
  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }))
    setFault(null)
  }
  const lead = link ? texts.lead(said({ zh: link.community.name, en: link.community.nameEn })) : undefined

  const send = async (form: FormData) => {
    const { type, words, where, photos, earlier } = draft
    if (!link || secret === null) return
    if ((type === null || type === 'unsure') && words.trim() === '') return setFault(texts.missing)
    if (position && !placeFinder(link.places)(position)) return setFault(texts.place.outside)
    const [at, contact] = [String(form.get('at') ?? ''), String(form.get('contact') ?? '').trim()]
    setBusy(true)
    const answer = await http(publicRoutes.send, {
      link: secret,
      body: {
        ...ids.current,
        // what the clock of the county says; now is when it comes, whatever the clock of the phone says
        ...(earlier && at !== '' && { occurredAt: `${at}:00+08:00` }),
        ...(type !== null && type !== 'unsure' && { type: type.code }),
        ...where,
        words: words.trim(),
        ...(contact !== '' && { contact }),
        // whatever fills in every field is told that this is not right
        website: String(form.get('website') ?? ''),
      },
    })
    setBusy(false)
    // under this id something came already: the answer to it was lost, and it was changed since
    if (!answer.ok && answer.code !== 'conflict') return setFault(residentFault(answer))
    setSent({ follow: ids.current.follow, photos })
    scrollTo({ top: 0 })
  }

  if (sent)
    return (
      <ResidentPage frame={frame} title={texts.title} lead={lead} ready>
        <ResidentSent
          follow={sent.follow}
          photos={sent.photos}
          onAnother={() => {
            ids.current = newIds()
            setDraft(BLANK)
            setSent(null)
          }}
        />
      </ResidentPage>
    )
  return (
    <ResidentPage frame={frame} title={texts.title} lead={lead} ready={link !== null || fault !== null}>
      <p className="rounded-8 bg-(--sev-1) px-12 py-8 font-semibold text-(--sev-ink-1)" role="note">
        {texts.danger}
      </p>
      {!link && fault !== null && (
        <Callout role="alert" data-testid="no-link">
          {fault}
        </Callout>
      )}
      {!link && fault === null && <p className="px-4 text-ink-3">{texts.opening}</p>}
      {link && (
        <form
          className="flex flex-col gap-10"
          onSubmit={(event) => {
            event.preventDefault()
            void send(new FormData(event.currentTarget))
          }}
        >
          <ReportField title={texts.photos.title}>
            <PhotoPicker photos={draft.photos} most={SUBMISSION_LIMITS.photos} onChange={(photos) => change({ photos })} />
            <p className="text-14 text-ink-3">{texts.photos.note}</p>
          </ReportField>
          <TypeChoice types={link.types} value={draft.type} onChange={(type) => change({ type })} />
          <ReportField title={texts.words.title}>
            <textarea
              className={inputLook}
              rows={3}
              maxLength={SUBMISSION_LIMITS.words}
              placeholder={texts.words.placeholder}
              aria-label={texts.words.title}
              value={draft.words}
              onChange={(event) => change({ words: event.target.value })}
            />
          </ReportField>
          <PlaceChoice places={link.places} ground={link.ground} value={draft.where} onChange={(where) => change({ where })} />
          {near.length > 0 && (
            <ReportField title={texts.near.title} data-testid="near">
              <ul>
                {near.map(({ type, meters }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: nothing tells two of a type from each other
                  <li key={i} className="border-t border-line py-6 first:border-t-0">
                    {texts.near.one(nameOf(link, type), meters)}
                  </li>
                ))}
              </ul>
              <p className="text-14 text-ink-3">{texts.near.note}</p>
            </ReportField>
          )}
          <ReportField title={texts.when.title}>
            <div className="flex gap-8">
              {([false, true] as const).map((earlier) => (
                <Action
                  key={String(earlier)}
                  size="large"
                  className={`flex-1 ${draft.earlier === earlier ? 'border-ink-1 shadow-[inset_0_0_0_1px_var(--ink-1)]' : ''}`}
                  aria-pressed={draft.earlier === earlier}
                  onClick={() => change({ earlier })}
                >
                  {earlier ? texts.when.earlier : texts.when.now}
                </Action>
              ))}
            </div>
            {draft.earlier && <DateField label={texts.when.at} name="at" type="datetime-local" required />}
          </ReportField>
          <ReportField title={texts.contact.title}>
            <input
              name="contact"
              type="tel"
              autoComplete="tel"
              maxLength={SUBMISSION_LIMITS.contact}
              className={inputLook}
              aria-label={texts.contact.title}
              aria-describedby="contact-note"
            />
            <p id="contact-note" className="text-14 text-ink-3">
              {texts.contact.note}
            </p>
          </ReportField>
          {/* seen by what fills in every field, and by no person */}
          <div aria-hidden className="absolute -left-9999 h-1 w-1 overflow-hidden">
            <Field label={texts.trap} name="website" tabIndex={-1} autoComplete="off" />
          </div>
          <div className="sticky bottom-0 z-2 flex flex-col gap-6 bg-linear-to-b from-transparent to-bg to-24% pt-16 pb-12">
            {fault !== null && (
              <Callout role="alert" data-testid="fault">
                <span className="bg-bg">{fault}</span>
              </Callout>
            )}
            <Action size="large" main type="submit" className="text-16" disabled={busy} data-testid="send">
              {busy ? texts.sending : texts.send}
            </Action>
          </div>
        </form>
      )}
    </ResidentPage>
  )
}

function nameOf({ types }: ReportLink, code: string): string {
  const type = types.find((one) => one.code === code)
  return type ? typeName(type) : code
}
