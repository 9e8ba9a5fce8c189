'use client'
import dynamic from 'next/dynamic'
import { type MouseEvent, type ReactNode, useState } from 'react'
import { Cap } from '@/components/page/key-caps'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { ClassChip } from '@/components/ui/class-chip'
import { DoneNotice } from '@/components/ui/done-notice'
import { type Fact, Facts } from '@/components/ui/facts'
import { Part } from '@/components/ui/part'
import { PlaceMap } from '@/components/ui/place-map'
import { Tag } from '@/components/ui/tag'
import { TextLink } from '@/components/ui/text-link'
import { UrgencyWord } from '@/components/ui/urgency-word'
import { actionFault, needsForm, type Said } from '@/lib/client/actions'
import { dueText, formatDeadline, formatMoment } from '@/lib/client/due'
import { inList } from '@/lib/client/in-list'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import { hasMovedOn } from '@/lib/client/overtaken'
import { actionName, type EventWords, leadsOf, partyName, placeName, shortType } from '@/lib/client/words'
import type { MapSettings } from '@/lib/domain/basemap'
import { ACTIONS, type EventAction } from '@/lib/domain/event-actions'
import type { EventDetail } from '@/lib/domain/event-detail'
import { ActionDialog } from './action-dialog'
import { Clocks } from './clocks'
import { capOf, useEventKeys } from './event-keys'
import { LightMark } from './light-mark'
import { NearEvents } from './near-events'
import { OvertakenNotice } from './overtaken-notice'
import { Photos } from './photos'
import { RevealWords } from './reveal-words'
import { SupervisionCard } from './supervision-card'
import { Timeline } from './timeline'
import { useBeside } from './use-beside'
import type { EventView } from './use-event'

const { event: texts } = deskTexts
// beside the event, which is read first
const WhoAtIt = dynamic(() => import('./who-at-it').then((m) => m.WhoAtIt), { ssr: false })
const NearPlaces = dynamic(() => import('./near-places').then((m) => m.NearPlaces), { ssr: false })

const sheet = 'rounded-10 border border-line bg-panel px-20 py-16 max-sm:px-12'

export type EventCardProps = {
  view: EventView
  words: EventWords
  /** departments that can be given an event */
  departments: readonly string[]
  /** the map on which a place is put right */
  map: MapSettings
  now: number
  /** beside the title */
  corner?: ReactNode
  /** a page of its own: sheets side by side where there is room */
  wide?: boolean
  /** are places nearby told of, and do they lead on to their page? */
  places?: 'named' | 'linked'
}

/** One event: what, where, how long still, what was done, and what may be done now. */
export function EventCard({ view, words, departments, map, now, corner, wide = false, places }: EventCardProps) {
  const { event } = view
  if (!event) {
    return (
      <div className="flex flex-col gap-12 px-20 py-16 max-sm:px-12" data-testid="event-card" data-state={view.state}>
        <header className="flex justify-end">{corner}</header>
        {view.state === 'loading' ? (
          <Waiting className="px-0" />
        ) : view.state === 'failed' ? (
          <Failed text={texts.failed} onRetry={view.read} className="px-0" />
        ) : (
          <p role="alert" className="text-ink-1">
            {texts.missing}
          </p>
        )}
      </div>
    )
  }
  const doing = (
    <>
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
        {view.fault !== null && <Callout role="alert">{actionFault(view.fault)}</Callout>}
      </div>
      {view.done !== null && (
        <DoneNotice
          key={`${view.done.action} ${view.done.revision}`}
          text={deskTexts.done(actionName(view.done.action, words))}
          onUndo={ACTIONS[view.done.action].undoable ? () => void view.perform('undo', {}) : null}
        />
      )}
      <Actions event={event} view={view} words={words} departments={departments} map={map} now={now} wide={wide} />
      {event.state === 'closed' && event.followedUp && !(event.followedUp.satisfied && event.followedUp.solved) && (
        <Callout data-testid="unhappy">{event.actions.includes('reopen') ? texts.unhappy : texts.unhappyAsk}</Callout>
      )}
      {event.supervision && <SupervisionCard supervision={event.supervision} now={now} />}
    </>
  )
  const facts = (
    <>
      <About event={event} words={words} now={now} />
      <Photos id={event.id} version={event.revision} />
      {places && event.position && <NearPlaces position={event.position} links={places === 'linked'} />}
      {event.actions.includes('void') && (
        <NearEvents
          event={event}
          words={words}
          onSame={(other) => void view.perform('void', { duplicateOf: other.event.id, reason: texts.duplicateOf })}
        />
      )}
    </>
  )
  const course = (
    <Part title={texts.timeline}>
      <Timeline event={event} words={words} now={now} />
    </Part>
  )
  const state = { 'data-testid': 'event-card', 'data-state': event.state, 'data-revision': event.revision, 'aria-busy': view.busy !== null }
  const head = <Head event={event} words={words} now={now} corner={corner} />
  if (!wide)
    return (
      <article className="flex flex-col gap-12 px-20 pt-16 pb-20 max-sm:px-12" {...state}>
        {head}
        {doing}
        {facts}
        {course}
      </article>
    )
  return (
    <article
      className="grid grid-cols-[minmax(0,380px)_minmax(0,1fr)_minmax(0,292px)] items-start gap-12 max-lg:grid-cols-1 print:block print:space-y-12"
      {...state}
    >
      <div className={`${sheet} col-span-full flex flex-col gap-12`}>
        {head}
        <Clocks event={event} words={words} now={now} />
      </div>
      {/* what is to be done comes first where there is one column */}
      <div className={`${sheet} flex flex-col gap-12 lg:order-3 print:[&>div:first-child+section]:border-t-0 print:[&>div:first-child+section]:pt-0`}>
        {doing}
        <WhoAtIt event={event} words={words} now={now} />
      </div>
      <div className={`${sheet} flex flex-col gap-12`}>{facts}</div>
      <div className={`${sheet} lg:order-2`}>{course}</div>
    </article>
  )
}

function Head({ event, words, now, corner }: Pick<EventCardProps, 'words' | 'now' | 'corner'> & { event: EventDetail }) {
  const type = words.typeOf(event.type)
  return (
    <header className="flex items-start gap-12 max-sm:flex-wrap-reverse max-sm:justify-end">
      <div className="min-w-0 flex-1 max-sm:basis-full">
        <p className="flex flex-wrap items-center gap-8 text-13 text-ink-3">
          <span data-testid="case-number">{event.caseNumber}</span>
          <Tag testId="state">{stateName(event.state, words)}</Tag>
          {event.status === 'open' && <LightMark light={event.light} text={dueText(event, now)} />}
        </p>
        <h2 className="flex flex-wrap items-center gap-8 pt-6 text-18 font-semibold text-ink-1">
          <ClassChip code={type?.classCode ?? ''} name={type?.className ?? ''} />
          <span className="min-w-0">{shortType(type, event.type)}</span>
          <UrgencyWord urgency={event.urgency} />
          {type?.sensitive && <Tag>{texts.sensitive}</Tag>}
        </h2>
        {event.words !== 'withheld' && event.title !== undefined && event.title !== '' && <p className="pt-2 break-words">{event.title}</p>}
      </div>
      {corner}
    </header>
  )
}

/** What may be done now, and nothing else. */
function Actions({ event, view, words, departments, map, now, wide = false }: Omit<EventCardProps, 'corner' | 'places'> & { event: EventDetail }) {
  const [open, setOpen] = useState<{ action: EventAction; seen: EventDetail } | null>(null)
  // a form that is open stays, whatever becomes of the event meanwhile: what was written is not lost
  // what was done a moment ago is taken back where it is told
  const actions = event.actions.filter((action) => action !== 'undo')
  // a card that waits comes before all else
  if (actions.includes('reply')) actions.sort((a, b) => Number(b === 'reply') - Number(a === 'reply'))
  const start = (action: EventAction) => {
    if (!needsForm(action)) return void view.perform(action, {})
    view.dismiss()
    setOpen({ action, seen: event })
  }
  // g and a number go to a group of pages elsewhere
  const keyed = actions.filter((action) => action !== 'grant_extension' || event.extensionWish !== null)
  useEventKeys(keyed, open === null && view.busy === null, start)
  useBeside(wide, open?.action)
  if (actions.length === 0 && !open) return <p className="text-13 text-ink-3">{texts.noActions}</p>
  const suggested = leadsOf(words.typeOf(event.type))
  const moved = open !== null && hasMovedOn(open.seen, event)
  const send = async ({ action }: { action: EventAction }, said: Said, photos: readonly Blob[]) => {
    // whoever sends it again has been told what has changed
    if (await view.perform(action, said, { photos, seen: event })) setOpen(null)
  }
  return (
    <>
      <div className="@container print:hidden">
        <div
          role="toolbar"
          aria-label={texts.actions}
          className="flex flex-wrap gap-8 @max-[300px]:grid @max-[300px]:grid-cols-2 @max-[300px]:*:first:col-span-full"
          data-testid="actions"
        >
          {actions.map((action, i) => (
            <Action
              key={action}
              main={i === 0}
              disabled={view.busy !== null}
              data-action={action}
              aria-keyshortcuts={capOf(action, keyed)}
              // the second click of a double one is meant for nothing that has come in its place
              onClick={({ detail }: MouseEvent) => detail < 2 && start(action)}
            >
              {actionName(action, words)}
              <Cap cap={capOf(action, keyed)} />
            </Action>
          ))}
        </div>
      </div>
      {open && (
        <ActionDialog
          action={open.action}
          title={actionName(open.action, words)}
          event={open.seen}
          words={words}
          now={now}
          map={map}
          dispatch={{
            departments: [...new Set([...suggested, ...departments])],
            grids: words.pathOf(event.grid),
            leads: suggested,
            near: event.grid,
          }}
          busy={view.busy !== null}
          fault={view.fault === null ? null : actionFault(view.fault)}
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
    </>
  )
}

/** What was said about it, its facts, and where it is. */
function About({ event, words, now }: { event: EventDetail; words: EventWords; now: number }) {
  const counts = [
    event.rework > 0 && texts.rework(event.rework),
    event.reminders > 0 && texts.reminders(event.reminders),
    event.spotCheck && texts.spotCheck,
    event.extensionWish && texts.extensionAsked(event.extensionWish.until && formatDeadline(event.extensionWish.until, now)),
    event.followedUp && texts.satisfied(event.followedUp.satisfied),
    event.followedUp && texts.solved(event.followedUp.solved),
  ].filter((t) => typeof t === 'string')
  const rows: Fact[] = [
    [texts.place, placeName(event.grid, words)],
    [texts.occurred, formatMoment(event.occurredAt, now)],
    ...(event.deadline === null ? [] : [[texts.deadline, formatDeadline(event.deadline, now)] satisfies [string, string]]),
    ...(event.lead ? [[texts.lead, partyName(event.lead, words, event.partyNames)] satisfies [string, string]] : []),
    ...(event.assisting?.length
      ? [[texts.assisting, inList(event.assisting.map((p) => partyName(p, words, event.partyNames)))] satisfies [string, string]]
      : []),
    ...(event.answer === null ? [] : [[texts.answer, event.answer] satisfies [string, string]]),
    ...(event.duplicateOf === null
      ? []
      : [
          [
            texts.duplicateOf,
            <TextLink key="same" href={`/events/${event.duplicateOf}`}>
              {texts.duplicateOf}
            </TextLink>,
          ] satisfies Fact,
        ]),
  ]
  return (
    <section className="@container border-t border-line pt-12 first:border-t-0 first:pt-0">
      <div className="grid gap-16 @min-[560px]:grid-cols-[minmax(0,1fr)_minmax(0,280px)]">
        <div className="min-w-0">
          <p className="break-words whitespace-pre-wrap pb-8" data-testid="description">
            {event.description || <span className="text-13 text-ink-3">{event.words === 'withheld' ? texts.withheld : texts.noWords}</span>}
          </p>
          <RevealWords event={event} />
          <Facts rows={rows} />
          {counts.length > 0 && (
            <p className="flex flex-wrap gap-6 pt-8">
              {counts.map((text) => (
                <Tag key={text}>{text}</Tag>
              ))}
            </p>
          )}
        </div>
        <PlaceMap grids={[event.grid]} position={event.position} label={texts.place} note={event.position ? null : texts.noPosition} />
      </div>
    </section>
  )
}
