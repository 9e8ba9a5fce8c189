'use client'
import { type ReactNode, useState } from 'react'
import { ClassChip } from '@/components/ui/class-chip'
import { UrgencyMark } from '@/components/ui/urgency-mark'
import { needsForm, type Said } from '@/lib/client/actions'
import { dueText, formatMoment } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import { wallTexts } from '@/lib/client/messages/wall'
import { stateName } from '@/lib/client/names'
import { hasMovedOn } from '@/lib/client/overtaken'
import { actionName, type EventWords, leadsOf, partyName, placeName, shortType } from '@/lib/client/words'
import type { EventAction } from '@/lib/domain/event-actions'
import type { EventDetail } from '@/lib/domain/event-detail'
import { ActionDialog } from './action-dialog'
import { LightMark } from './light-mark'
import { NearEvents } from './near-events'
import { OvertakenNotice } from './overtaken-notice'
import { Photos } from './photos'
import { PlaceMap } from './place-map'
import { RevealWords } from './reveal-words'
import { SupervisionCard } from './supervision-card'
import { Timeline } from './timeline'
import type { EventView } from './use-event'

const { event: texts, faults } = deskTexts
const faultText = (code: string) => new Map<string, string>(Object.entries(faults)).get(code) ?? faults.other

export type EventCardProps = {
  view: EventView
  words: EventWords
  /** departments that can be given an event */
  departments: readonly string[]
  now: number
  /** beside the title */
  corner?: ReactNode
}

/** One event: what, where, how long still, what was done, and what may be done now. */
export function EventCard({ view, words, departments, now, corner }: EventCardProps) {
  const { event } = view
  if (!event) {
    return (
      <div className="event-card" data-testid="event-card" data-state={view.state}>
        <header className="flex">{corner}</header>
        <p role={view.state === 'loading' ? 'status' : 'alert'}>
          {view.state === 'missing' ? texts.missing : view.state === 'failed' ? texts.failed : texts.loading}
        </p>
      </div>
    )
  }
  const type = words.typeOf(event.type)
  return (
    <article className="event-card" data-testid="event-card" data-state={event.state} data-revision={event.revision} aria-busy={view.busy !== null}>
      <header className="flex items-start gap-12">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-8 muted">
            <span className="num" data-testid="case-number">
              {event.caseNumber}
            </span>
            <span className="tag" data-testid="state">
              {stateName(event.state, words)}
            </span>
            {event.status === 'open' && <LightMark light={event.light} text={dueText(event, now)} />}
          </p>
          <h2 className="t-3 flex items-center gap-8 pt-4">
            <ClassChip code={type?.classCode ?? ''} name={type?.className ?? ''} />
            <span className="min-w-0">{shortType(type, event.type)}</span>
            <UrgencyMark urgency={event.urgency} />
            <span className="muted">{wallTexts.feed.urgency[event.urgency - 1]}</span>
            {type?.sensitive && <span className="tag">{texts.sensitive}</span>}
          </h2>
          {event.words !== 'withheld' && event.title !== undefined && event.title !== '' && <p className="break-words pt-2">{event.title}</p>}
        </div>
        {corner}
      </header>

      <div aria-live="polite" className="contents">
        {view.overtaken && (
          <OvertakenNotice
            overtaken={view.overtaken}
            words={words}
            now={now}
            onAgain={() => view.overtaken && void view.perform(view.overtaken.action, view.overtaken.said)}
            onDismiss={view.dismiss}
          />
        )}
        {view.fault !== null && (
          <p role="alert" className="notice">
            {faultText(view.fault)}
          </p>
        )}
        {view.done !== null && (
          <p role="status" className="notice quiet" data-testid="done">
            {deskTexts.done(actionName(view.done, words))}
          </p>
        )}
      </div>
      <Actions event={event} view={view} words={words} departments={departments} now={now} />
      {event.supervision && <SupervisionCard supervision={event.supervision} now={now} />}
      <Facts event={event} words={words} now={now} />
      <Photos id={event.id} version={event.revision} />
      {event.actions.includes('void') && (
        <NearEvents
          event={event}
          words={words}
          onSame={(other) => void view.perform('void', { duplicateOf: other.event.id, reason: texts.duplicateOf })}
        />
      )}
      <section className="part">
        <h3>{texts.timeline}</h3>
        <Timeline event={event} words={words} now={now} />
      </section>
    </article>
  )
}

/** What may be done now, and nothing else. */
function Actions({ event, view, words, departments, now }: Omit<EventCardProps, 'corner'> & { event: EventDetail }) {
  const [open, setOpen] = useState<{ action: EventAction; seen: EventDetail } | null>(null)
  // a form that is open stays, whatever becomes of the event meanwhile: what was written is not lost
  if (event.actions.length === 0 && !open) return <p className="muted">{texts.noActions}</p>
  const suggested = leadsOf(words.typeOf(event.type))
  const moved = open !== null && hasMovedOn(open.seen, event)
  const send = async ({ action }: { action: EventAction }, said: Said, photos: readonly File[]) => {
    // whoever sends it again has been told what has changed
    if (await view.perform(action, said, { photos, seen: event })) setOpen(null)
  }
  return (
    <div role="toolbar" aria-label={texts.actions} className="flex flex-wrap gap-8" data-testid="actions">
      {event.actions.map((action, i) => (
        <button
          key={action}
          type="button"
          className={`button ${i === 0 ? 'main' : ''}`}
          disabled={view.busy !== null}
          data-action={action}
          onClick={() => {
            if (!needsForm(action)) return void view.perform(action, {})
            view.dismiss()
            setOpen({ action, seen: event })
          }}
        >
          {actionName(action, words)}
        </button>
      ))}
      {open && (
        <ActionDialog
          action={open.action}
          title={actionName(open.action, words)}
          dispatch={{
            departments: [...new Set([...suggested, ...departments])],
            grids: words.pathOf(event.grid),
            leads: suggested,
            near: event.grid,
          }}
          busy={view.busy !== null}
          fault={view.fault === null ? null : faultText(view.fault)}
          overtaken={
            moved && (
              <OvertakenNotice
                overtaken={{ action: open.action, before: open.seen, after: event }}
                title={deskTexts.changed.meanwhile}
                words={words}
                now={now}
              />
            )
          }
          onDo={(said, photos) => void send(open, said, photos)}
          onClose={() => {
            view.dismiss()
            setOpen(null)
          }}
        />
      )}
    </div>
  )
}

function Facts({ event, words, now }: { event: EventDetail; words: EventWords; now: number }) {
  const counts = [
    event.rework > 0 && texts.rework(event.rework),
    event.reminders > 0 && texts.reminders(event.reminders),
    event.spotCheck && texts.spotCheck,
    event.extensionWish && texts.extensionAsked,
    event.followedUp && texts.satisfied(event.followedUp.satisfied),
    event.followedUp && texts.solved(event.followedUp.solved),
  ].filter((t) => typeof t === 'string')
  const rows: [label: string, value: ReactNode][] = [
    [texts.place, placeName(event.grid, words)],
    [texts.occurred, formatMoment(event.occurredAt, now)],
    ...(event.deadline === null ? [] : [[texts.deadline, formatMoment(event.deadline, now)] satisfies [string, string]]),
    ...(event.lead ? [[texts.lead, partyName(event.lead, words, event.partyNames)] satisfies [string, string]] : []),
    ...(event.assisting?.length
      ? [[texts.assisting, event.assisting.map((p) => partyName(p, words, event.partyNames)).join('、')] satisfies [string, string]]
      : []),
    ...(event.answer === null ? [] : [[texts.answer, event.answer] satisfies [string, string]]),
    ...(event.duplicateOf === null
      ? []
      : [
          [
            texts.duplicateOf,
            <a key="same" className="link" href={`/events/${event.duplicateOf}`}>
              {texts.duplicateOf}
            </a>,
          ] satisfies [string, ReactNode],
        ]),
  ]
  return (
    <section className="part facts">
      <div className="min-w-0">
        <p className="break-words whitespace-pre-wrap pb-8" data-testid="description">
          {event.description || <span className="muted">{event.words === 'withheld' ? texts.withheld : texts.noWords}</span>}
        </p>
        <RevealWords event={event} />
        <dl>
          {rows.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {counts.length > 0 && (
          <p className="flex flex-wrap gap-6 pt-8">
            {counts.map((text) => (
              <span key={text} className="tag">
                {text}
              </span>
            ))}
          </p>
        )}
      </div>
      <PlaceMap grid={event.grid} position={event.position} />
    </section>
  )
}
