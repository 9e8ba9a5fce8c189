'use client'
import { Action } from '@/components/ui/action'
import { ListRow } from '@/components/ui/list-row'
import { reportTexts } from '@/lib/client/messages/report'
import type { OutboxState, Report } from '@/lib/client/outbox'

const { sending: texts, refusals } = reportTexts
const reasonOf = (code: string) => new Map<string, string>(Object.entries(refusals)).get(code) ?? refusals.other

/** How a report in the outbox stands, in words. */
function standOf(report: Report, { sending, trouble }: OutboxState, now: number): string {
  if (report.refused !== null) return `${texts.refused}: ${reasonOf(report.refused)}`
  if (report.sendAt > now && sending !== report.event.id) return texts.waits(Math.ceil((report.sendAt - now) / 1000))
  if (sending === report.event.id) return report.taken ? texts.photos(report.photosSent, report.photos.length) : texts.sends
  if (trouble === 'unauthenticated') return texts.signIn
  if (trouble === 'lost') return texts.offline
  return trouble === 'busy' ? texts.retry : texts.sends
}

/** What is on its way, and what has arrived. */
export function OutboxList({
  state,
  now,
  nameOf,
  numbers,
  onTakeBack,
  onSendNow,
}: {
  state: OutboxState
  now: number
  nameOf(type: string): string
  /** 事件编号 of those that have arrived, by id */
  numbers: ReadonlyMap<string, string>
  onTakeBack(report: Report, edit: boolean): void
  onSendNow(id: string): void
}) {
  if (state.waiting.length === 0 && state.sent.length === 0) return null
  return (
    <section className="rounded-10 border border-ink-1 bg-panel px-12" aria-label={texts.title} aria-live="polite" data-testid="outbox">
      <ul>
        {state.waiting.map((report) => {
          const { id } = report.event
          const early = report.sendAt > now && state.sending !== id
          return (
            <ListRow key={id} data-testid="waiting" data-refused={report.refused ?? ''}>
              <span className="flex min-w-0 flex-1 flex-col">
                <strong>{nameOf(report.event.type)}</strong>
                <span>{standOf(report, state, now)}</span>
              </span>
              {(early || report.refused !== null) && !report.taken && (
                <Action size="large" onClick={() => onTakeBack(report, true)} data-testid="undo">
                  {early ? texts.undo : texts.edit}
                </Action>
              )}
              {report.refused !== null ? (
                <Action size="large" onClick={() => onTakeBack(report, false)}>
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
        {state.sent.map(({ id, photosRefused }) => {
          const number = numbers.get(id)
          return (
            <ListRow key={id} data-testid="sent" data-number={number ?? ''}>
              <span className="flex min-w-0 flex-1 flex-col">
                <strong>{number === undefined ? texts.sentPlain : texts.sent(number)}</strong>
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
