'use client'
import { useEffect, useRef, useState } from 'react'
import { type DispatchChoice, DispatchFields } from '@/components/event/dispatch-fields'
import { Action } from '@/components/ui/action'
import { Bar } from '@/components/ui/bar'
import { Tick, Ticks } from '@/components/ui/choice'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { DoneNotice } from '@/components/ui/done-notice'
import { ListRow } from '@/components/ui/list-row'
import { TextLink } from '@/components/ui/text-link'
import { actionFault, type BulkProgress, type BulkRow, department, fits, runBulk } from '@/lib/client/actions'
import { forestalledBy } from '@/lib/client/forestalled'
import { deskTexts } from '@/lib/client/messages/desk'
import { stepTexts } from '@/lib/client/messages/step'
import { actionName, type EventWords, leadsOf, shortType, stepName } from '@/lib/client/words'
import type { Role } from '@/lib/domain/access'
import type { GridEvent } from '@/lib/domain/event'
import { ACTIONS, type EventAction } from '@/lib/domain/event-actions'

const { bulk: texts, form } = deskTexts

export type BulkDialogProps = {
  action: EventAction
  events: readonly GridEvent[]
  words: EventWords
  departments: readonly string[]
  role: Role
  onClose(): void
}

/** One action with several events: asks what must be said, shows how far it is, names each that was refused. */
export function BulkDialog({ action, events, words, departments, role, onClose }: BulkDialogProps) {
  const [fitting] = useState(() => events.filter((e) => fits(action, e, role)))
  const name = actionName(action, words)
  const [progress, setProgress] = useState<BulkProgress | null>(null)
  const stop = useRef(false)
  const left = useRef<readonly BulkRow[]>([])
  const run = (rows: readonly BulkRow[]) => {
    left.current = rows
    stop.current = false
    void runBulk(rows, action, { tell: setProgress, stopped: () => stop.current })
  }
  useEffect(
    () => () => {
      stop.current = true
    },
    [],
  )
  const close = () => {
    stop.current = true
    onClose()
  }
  const [undone, setUndone] = useState(false)
  const takeBack = (changed: readonly GridEvent[]) => {
    setUndone(true)
    stop.current = false
    left.current = changed.map((event) => ({ event, said: {} }))
    void runBulk(left.current, 'undo', { tell: setProgress, stopped: () => stop.current })
  }
  const tried = progress ? progress.done + progress.refused.length : 0
  const again = () => {
    const refused = new Map(progress?.refused.map(({ event, refusal }) => [event.number, refusal.event ?? event]))
    run(left.current.flatMap((row) => (refused.has(row.event.number) ? [{ ...row, event: refused.get(row.event.number) ?? row.event }] : [])))
  }
  return (
    <Dialog title={form.bulkTitle(name, fitting.length)} onClose={close} testId="bulk-dialog">
      {fitting.length < events.length && <p className="pt-4 text-13 text-ink-3">{texts.unfit(events.length - fitting.length)}</p>}
      {progress ? (
        <div className="flex flex-col gap-14 pt-14">
          <div aria-live={progress.running ? 'off' : 'polite'} data-testid="bulk-progress" data-running={progress.running}>
            <div role="progressbar" aria-label={name} aria-valuemin={0} aria-valuemax={progress.all} aria-valuenow={tried}>
              <Bar share={tried / Math.max(1, progress.all)} look="bg-ink-1" className="h-8" />
            </div>
            <p className="pt-8">
              {progress.running ? texts.progress(tried, progress.all) : undone ? texts.undone(progress.done) : texts.done(progress.done)}
              {progress.refused.length > 0 && ` · ${texts.refused(progress.refused.length)}`}
            </p>
          </div>
          {forestalledBy(progress.refused).map(({ actor, action, count }) => (
            <p key={`${actor} ${action}`} className="font-medium text-ink-1" data-testid="forestalled">
              {stepTexts.meanwhile(count, actor, stepName(action, words))}
            </p>
          ))}
          {progress.refused.length > 0 && (
            <ul className="max-h-240 overflow-y-auto" data-testid="refused">
              {progress.refused.map(({ event, refusal }) => (
                <ListRow key={event.number}>
                  <TextLink href={`/events/${event.caseNumber}`} target="_blank" rel="noreferrer">
                    {event.caseNumber}
                  </TextLink>
                  <span>
                    {shortType(words.typeOf(event.type), event.type)} · {actionFault(refusal.code)}
                  </span>
                </ListRow>
              ))}
            </ul>
          )}
          {!progress.running && !undone && progress.done > 0 && ACTIONS[action].undoable && (
            <DoneNotice text={texts.done(progress.done)} onUndo={() => takeBack(progress.changed)} undoText={deskTexts.undoAll} />
          )}
          <DialogFoot>
            {!progress.running && !undone && progress.refused.length > 0 && <Action onClick={again}>{texts.retry}</Action>}
            <Action main={!progress.running} onClick={progress.running ? () => (stop.current = true) : close} data-testid="bulk-end">
              {progress.running ? texts.stop : texts.close}
            </Action>
          </DialogFoot>
        </div>
      ) : (
        <BulkForm action={action} name={name} events={fitting} words={words} departments={departments} onRun={run} onClose={close} />
      )}
    </Dialog>
  )
}

/** What the codes of the events' grids begin with, all of them. */
function commonPlace(events: readonly GridEvent[]): string {
  const [first = '', ...others] = events.map((e) => e.grid)
  let n = first.length
  for (const grid of others) while (!grid.startsWith(first.slice(0, n))) n--
  return first.slice(0, n)
}

type FormProps = Pick<BulkDialogProps, 'action' | 'events' | 'words' | 'departments' | 'onClose'> & { name: string; onRun(rows: BulkRow[]): void }

/** What is said with all of them. A dispatch goes to the lead of each event's own type, or of all to one. */
function BulkForm({ action, name, events, words, departments, onRun, onClose }: FormProps) {
  const leadOf = (event: GridEvent) => leadsOf(words.typeOf(event.type))[0]
  const each = events.length > 0 && events.every((e) => leadOf(e) !== undefined)
  const [byType, setByType] = useState(each)
  const first = events[0]
  const suggested = (first && leadOf(first)) ?? null
  const [choice, setChoice] = useState<DispatchChoice>({ lead: suggested === null ? null : department(suggested), assisting: [] })
  const dispatching = action === 'dispatch'
  const ready = events.length > 0 && (!dispatching || byType || (choice.lead !== null && choice.lead.id.trim() !== ''))
  const rows = (): BulkRow[] =>
    events.map((event) => {
      if (!dispatching) return { event, said: {} }
      const own = leadOf(event)
      return byType && own !== undefined
        ? { event, said: { lead: department(own) } }
        : { event, said: { ...(choice.lead ? { lead: choice.lead } : {}), assisting: [...choice.assisting] } }
    })
  return (
    <form
      className="flex flex-col gap-14 pt-14"
      onSubmit={(e) => {
        e.preventDefault()
        onRun(rows())
      }}
    >
      {dispatching && (
        <Ticks label={form.lead}>
          {each && (
            <Tick type="radio" name="by" checked={byType} onChange={() => setByType(true)}>
              {form.leadEach}
            </Tick>
          )}
          <Tick type="radio" name="by" checked={!byType} onChange={() => setByType(false)}>
            {form.leadOne}
          </Tick>
        </Ticks>
      )}
      {dispatching && byType && <p className="text-13 text-ink-3">{form.leadEachHint}</p>}
      {dispatching && !byType && (
        <DispatchFields options={{ departments, grids: [], leads: [], near: commonPlace(events) }} choice={choice} onChange={setChoice} />
      )}
      <DialogFoot>
        <Action onClick={onClose}>{form.cancel}</Action>
        <Action type="submit" main disabled={!ready} data-testid="bulk-run">
          {texts.run(name, events.length)}
        </Action>
      </DialogFoot>
    </form>
  )
}
