'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { department, type Said } from '@/lib/client/actions'
import { deskTexts } from '@/lib/client/messages/desk'
import { ACTIONS, type EventAction, type Need } from '@/lib/domain/event-actions'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { type DispatchChoice, DispatchFields, type DispatchOptions } from './dispatch-fields'

const { form } = deskTexts

/** `datetime-local` is read as the county's clock, whatever the machine's is. */
const instantOf = (local: string): string => new Date(`${local}:00+08:00`).toISOString()

export type ActionDialogProps = {
  action: EventAction
  title: string
  dispatch: DispatchOptions
  busy: boolean
  /** why it was not done */
  fault: string | null
  /** what the event has become since the form was opened; then only that leads on */
  overtaken: ReactNode
  onDo(said: Said, photos: readonly File[]): void
  onClose(): void
}

/** What must be said with an action, and may be. */
export function ActionDialog({ action, title, dispatch, busy, fault, overtaken, onDo, onClose }: ActionDialogProps) {
  const { needs, photos } = ACTIONS[action]
  const has = (need: Need) => needs.includes(need)
  const [given, setGiven] = useState<DispatchChoice>({
    lead: dispatch.leads[0] === undefined ? null : department(dispatch.leads[0]),
    assisting: [],
  })
  const ready = !has('lead') || (given.lead !== null && given.lead.id.trim() !== '')

  const submit = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const data = new FormData(e.currentTarget)
    const text = (name: string) => {
      const value = data.get(name)
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
    }
    const yes = (name: string) => (data.has(name) ? data.get(name) === 'yes' : undefined)
    const deadline = text('deadline')
    const card = text('card')
    const said: Said = {
      note: text('note'),
      reason: text('reason'),
      answer: text('answer'),
      duplicateOf: text('duplicateOf'),
      ...(deadline === undefined ? {} : { deadline: instantOf(deadline) }),
      satisfied: yes('satisfied'),
      solved: yes('solved'),
      ...(card === 'yellow' || card === 'red' ? { card } : {}),
      supervisor: text('supervisor'),
      demandedReply: text('demandedReply'),
      ...(has('lead') && given.lead ? { lead: given.lead, assisting: [...given.assisting] } : {}),
    }
    onDo(
      said,
      data.getAll('photos').flatMap((f) => (f instanceof File && f.size > 0 ? [f] : [])),
    )
  }

  const area = (name: string, label: string, required: boolean) => (
    <label className="label" key={name}>
      {label}
      <textarea name={name} className="input" rows={3} maxLength={WORDS_LIMIT} required={required} />
    </label>
  )
  const pair = (name: string, label: string) => (
    <fieldset className="choices" key={name}>
      <legend>{label}</legend>
      {(['yes', 'no'] as const).map((value) => (
        <label key={value} className="choice">
          <input type="radio" name={name} value={value} required />
          {form[value]}
        </label>
      ))}
    </fieldset>
  )
  return (
    <Dialog title={title} onClose={onClose} testId="action-dialog">
      <form onSubmit={submit} className="fields">
        {has('lead') && <DispatchFields options={dispatch} choice={given} onChange={setGiven} />}
        {needs.flatMap((r) => (r === 'answer' || r === 'note' || r === 'reason' ? [area(r, form[r], true)] : []))}
        {has('pointer') && area('reason', form.reason, true)}
        {has('pointer') && (
          <label className="label">
            {form.duplicateOf}
            <input name="duplicateOf" className="input" maxLength={64} />
          </label>
        )}
        {has('card') && (
          <>
            <fieldset className="choices">
              <legend>{form.card}</legend>
              {(['yellow', 'red'] as const).map((value) => (
                <label key={value} className="choice">
                  <input type="radio" name="card" value={value} required />
                  {form[value]}
                </label>
              ))}
            </fieldset>
            <label className="label">
              {form.supervisor}
              <input name="supervisor" className="input" required maxLength={100} />
            </label>
            {area('demandedReply', form.demandedReply, true)}
          </>
        )}
        {(has('deadline') || has('card')) && (
          <label className="label">
            {has('card') ? form.replyBy : form.deadline}
            <input name="deadline" type="datetime-local" className="input" required />
          </label>
        )}
        {has('opinion') && [pair('satisfied', form.satisfied), pair('solved', form.solved)]}
        {photos && (
          <label className="label">
            {form.photos}
            <input name="photos" type="file" accept="image/jpeg,image/png,image/webp" multiple className="input" />
          </label>
        )}
        {!needs.some((r) => ['answer', 'note', 'reason', 'pointer'].includes(r)) && area('note', form.optionalNote, false)}
        {overtaken}
        {fault !== null && (
          <p role="alert" className="notice">
            {fault}
          </p>
        )}
        <div className="flex justify-end gap-8">
          <button type="button" className="button" onClick={onClose}>
            {form.cancel}
          </button>
          {!overtaken && (
            <button type="submit" className="button main" disabled={busy || !ready} data-testid="do">
              {title}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  )
}
