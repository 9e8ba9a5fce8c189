'use client'
import { Action } from '@/components/ui/action'
import { ClassChip } from '@/components/ui/class-chip'
import { PlaceMap } from '@/components/ui/place-map'
import { Tag } from '@/components/ui/tag'
import { TextLink } from '@/components/ui/text-link'
import { formatMoment } from '@/lib/client/due'
import { residentsTexts } from '@/lib/client/messages/residents'
import { submissionTexts as texts } from '@/lib/client/messages/submissions'
import { typeName } from '@/lib/client/type-names'
import type { EventType } from '@/lib/domain/category'
import { submissionRoutes } from '@/lib/domain/routes/submissions'
import type { Submission } from '@/lib/domain/submission'

const photoAddress = (id: string, size: 'full' | 'thumb') => `${submissionRoutes.photo.path.replace('{id}', id)}?size=${size}`

export type SubmissionCardProps = {
  submission: Submission
  types: readonly EventType[]
  names: Readonly<Record<string, string>>
  now: number
  onAct(action: 'take_over' | 'refuse'): void
}

/** One of 随手拍: what it is, where, the photos, the words, and what can be done with it. */
export function SubmissionCard({ submission, types, names, now, onAct }: SubmissionCardProps) {
  const {
    id,
    state,
    type: code,
    grid,
    community,
    position,
    words,
    contact,
    photos,
    occurredAt,
    sentAt,
    decidedAt,
    decidedBy,
    answer,
    caseNumber,
    byResident,
    solved,
  } = submission
  const type = types.find((one) => one.code === code)
  const name = type ? typeName(type) : (code ?? texts.noType)
  const [inCommunity, inGrid] = [names[community] ?? community, names[grid] ?? grid]
  // most grids are called by their community already
  const place = inGrid.startsWith(inCommunity) ? inGrid : `${inCommunity} · ${inGrid}`
  return (
    <li
      className="grid grid-cols-[minmax(0,1fr)_240px] gap-x-16 gap-y-10 border-t border-line px-16 py-14 first:border-t-0 max-lg:grid-cols-1 max-sm:px-12"
      data-testid="submission"
      data-id={id}
      data-state={state}
    >
      <div className="flex min-w-0 flex-col gap-8">
        <p className="flex flex-wrap items-center gap-x-10 gap-y-4">
          {type && <ClassChip code={type.classCode} name={type.className} />}
          <strong className={`text-16 ${type ? 'text-ink-1' : 'font-medium text-ink-3'}`}>{name}</strong>
          <span className="text-ink-2">{place}</span>
          <span className="text-13 text-ink-3">{position ? texts.byPosition : texts.byGrid}</span>
          {byResident && <Tag>{residentsTexts.tag}</Tag>}
        </p>
        {state !== 'taken_over' && (
          <p className={`max-w-760 break-words whitespace-pre-wrap ${words === '' ? 'text-ink-3' : 'text-15 text-ink-1'}`}>
            {words || texts.noWords}
          </p>
        )}
        {photos.length > 0 && (
          <ul className="flex flex-wrap gap-8">
            {photos.map((photo, i) => (
              <li key={photo}>
                <a href={photoAddress(photo, 'full')} target="_blank" rel="noreferrer">
                  {/* biome-ignore lint/performance/noImgElement: a photo behind a session, whose thumbnail is its own size already */}
                  <img
                    src={photoAddress(photo, 'thumb')}
                    alt={texts.photo(i + 1)}
                    loading="lazy"
                    className="h-120 min-w-90 rounded-6 bg-track object-cover"
                  />
                </a>
              </li>
            ))}
          </ul>
        )}
        <p className="flex flex-wrap gap-x-16 gap-y-2 text-13 text-ink-3">
          <span>{texts.at(formatMoment(sentAt, now))}</span>
          <span>{texts.occurred(formatMoment(occurredAt, now))}</span>
          {contact !== null && <span>{texts.contact(contact)}</span>}
          {decidedAt !== null && state !== 'submitted' && <span>{texts.decided[state](decidedBy ?? '', formatMoment(decidedAt, now))}</span>}
        </p>
        {answer !== null && <p className="text-ink-2">{texts.answer(answer)}</p>}
        {solved !== null && (
          <p className="font-medium text-ink-1" data-testid="solved" data-solved={solved}>
            {solved ? residentsTexts.said.yes : residentsTexts.said.no}
          </p>
        )}
        {caseNumber !== null && (
          <TextLink href={`/events/${caseNumber}`} className="self-start">
            {texts.event(caseNumber)}
          </TextLink>
        )}
        {state === 'submitted' && (
          <div className="flex flex-wrap gap-8">
            <Action main onClick={() => onAct('take_over')} data-action="take_over">
              {texts.takeOver}
            </Action>
            <Action onClick={() => onAct('refuse')} data-action="refuse">
              {texts.refuse}
            </Action>
          </div>
        )}
      </div>
      {state === 'submitted' && <PlaceMap grids={[grid]} position={position} label={place} />}
    </li>
  )
}
