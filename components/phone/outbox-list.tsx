'use client'
import { Action } from '@/components/ui/action'
import { ListRow } from '@/components/ui/list-row'
import { phoneTexts } from '@/lib/client/messages/phone'
import type { OutboxState } from '@/lib/client/outbox'
import { isHeld, kindOf, type Waiting } from '@/lib/client/waiting'
import { faultWord } from '@/lib/client/word-of'

const { box: texts, refusals } = phoneTexts
const reasonOf = (code: string) => faultWord(refusals, code)

export type OutboxListProps = {
  state: OutboxState
  now: number
  nameOf(type: string): string
  /** 事件编号 of those that have arrived, by id */
  numbers: ReadonlyMap<string, string>
  /** what became of an event that an act came too late for, in words; where the page has none, it says where to look */
  conflictOf?: (waiting: Waiting) => string
  onTakeBack(waiting: Waiting, edit: boolean): void
  onSendNow(id: string): void
  onAgain?: (id: string) => void
}

/** What it is about: the type of an event, or the name of an item of a duty. */
const nameIn = ({ what }: Waiting, nameOf: OutboxListProps['nameOf']) =>
  what.kind === 'duty' ? what.duty.item.name : nameOf(what.kind === 'report' ? what.event.type : what.act.event.type)

/** How something in the outbox stands, in words. */
function standOf(one: Waiting, { sending, trouble, waiting }: OutboxState, now: number, conflictOf: OutboxListProps['conflictOf']): string {
  if (one.refused !== null) {
    if (one.what.kind === 'act' && conflictOf) return conflictOf(one)
    if (one.what.kind === 'duty' && one.refused.code === 'conflict') return `${texts.refused}: ${refusals.recorded}`
    return one.what.kind === 'act' ? texts.refused : `${texts.refused}: ${reasonOf(one.refused.code)}`
  }
  if (isHeld(one, waiting)) return texts.held
  if (sending === one.id)
    return one.photosSent < one.photos.length && one.photosSent > 0 ? texts.photos(one.photosSent, one.photos.length) : texts.sends
  if (trouble === 'lost') return texts.offline
  if (one.sendAt > now) return texts.waits(Math.ceil((one.sendAt - now) / 1000))
  if (waiting.some((other) => other.at < one.at && other.refused === null && other.sendAt > now)) return texts.behind
  return trouble === 'busy' ? texts.retry : texts.sends
}

/** What is on its way, and what has arrived. */
export function OutboxList({ state, now, nameOf, numbers, conflictOf, onTakeBack, onSendNow, onAgain }: OutboxListProps) {
  if (state.waiting.length === 0 && state.sent.length === 0) return null
  return (
    <section className="rounded-10 border border-dashed border-ink-1 bg-panel px-12" aria-label={texts.title} aria-live="polite" data-testid="outbox">
      <ul>
        {state.waiting.map((one) => {
          const { id, what, refused } = one
          const mayTakeBack =
            !one.taken && state.sending !== id && (what.kind !== 'act' || refused === null) && (refused !== null || one.sendAt > now)
          const again = refused?.event && what.kind === 'act' && refused.event.actions.includes(what.act.action) ? what.act.action : null
          return (
            <ListRow key={id} data-testid="waiting" data-kind={kindOf(one)} data-refused={refused?.code ?? ''}>
              <span className="flex min-w-200 flex-1 flex-col">
                <strong className="text-ink-1">{texts.of(texts.kinds[kindOf(one)], nameIn(one, nameOf))}</strong>
                <span>{standOf(one, state, now, conflictOf)}</span>
              </span>
              {mayTakeBack && (
                <Action size="large" onClick={() => onTakeBack(one, true)} data-testid="undo">
                  {refused === null || what.kind === 'duty' ? texts.undo : texts.edit}
                </Action>
              )}
              {again !== null && onAgain && (
                <Action size="large" onClick={() => onAgain(id)} data-testid="again">
                  {texts.again[again]}
                </Action>
              )}
              {refused !== null && what.kind === 'act' && !onAgain && (
                <Action size="large" href="/tasks">
                  {texts.seeTasks}
                </Action>
              )}
              {refused !== null ? (
                <Action size="large" onClick={() => onTakeBack(one, false)} data-testid="discard">
                  {texts.discard}
                </Action>
              ) : (
                state.sending !== id && (
                  <Action size="large" onClick={() => onSendNow(id)} data-testid="send-now">
                    {texts.now}
                  </Action>
                )
              )}
            </ListRow>
          )
        })}
        {state.sent.map(({ id, kind, photosRefused }) => {
          const number = numbers.get(id)
          return (
            <ListRow key={id} data-testid="sent" data-kind={kind} data-number={number ?? ''}>
              <span className="flex min-w-0 flex-1 flex-col">
                <strong>{kind !== 'report' ? texts.done[kind] : number === undefined ? texts.sentPlain : texts.sent(number)}</strong>
                {photosRefused > 0 && <span>{texts.photosRefused(photosRefused)}</span>}
              </span>
              {number !== undefined && (
                <Action size="large" href={`/events/${number}`}>
                  {texts.open}
                </Action>
              )}
            </ListRow>
          )
        })}
      </ul>
    </section>
  )
}
