'use client'
import { type ReactNode, useState } from 'react'
import { Waiting } from '@/components/page/states'
import { Tick, Ticks } from '@/components/ui/choice'
import { DateField, Field, labelLook, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { department, type Said } from '@/lib/client/actions'
import { deskTexts } from '@/lib/client/messages/desk'
import { type EventWords, sameParty } from '@/lib/client/words'
import type { MapSettings } from '@/lib/domain/basemap'
import { ACTIONS, type EventAction } from '@/lib/domain/event-actions'
import type { EventDetail } from '@/lib/domain/event-detail'
import type { Need } from '@/lib/domain/event-kinds'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { CorrectFields, correctionOf } from './correct-fields'
import { type DispatchChoice, DispatchFields, type DispatchOptions } from './dispatch-fields'
import { ExtensionFields, ExtensionState } from './extension-fields'
import { useSuggestions } from './use-suggestions'
import { WatcherField } from './watcher-field'

const { form } = deskTexts

/** `datetime-local` is read as the county's clock, whatever the machine's is. */
const instantOf = (local: string): string => new Date(`${local}:00+08:00`).toISOString()

export type ActionDialogProps = {
  action: EventAction
  title: string
  /** the event as it was when the form was opened */
  event: EventDetail
  words: EventWords
  now: number
  dispatch: DispatchOptions
  map: MapSettings
  busy: boolean
  /** why it was not done */
  fault: string | null
  /** what the event has become since the form was opened; then only that leads on */
  overtaken: ReactNode
  onDo(said: Said, photos: readonly Blob[]): void
  onClose(): void
}

/** What must be said with an action, and may be. */
export function ActionDialog({ action, title, event, words, now, dispatch, map, busy, fault, overtaken, onDo, onClose }: ActionDialogProps) {
  const { needs, photos: takesPhotos } = ACTIONS[action]
  const has = (need: Need) => needs.includes(need)
  const [given, setGiven] = useState<DispatchChoice>({
    lead: dispatch.leads[0] === undefined ? null : department(dispatch.leads[0]),
    assisting: [],
  })
  const advice = useSuggestions(event.id, has('lead'))
  const [picked, setPicked] = useState(0)
  const [photos, setPhotos] = useState<readonly Blob[]>([])
  const ready = !has('lead') || (advice !== null && given.lead !== null && given.lead.id.trim() !== '')

  const submit = (data: FormData) => {
    const text = (name: string) => textIn(data, name)
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
      ...(has('correction') && correctionOf(event, data)),
      ...(has('lead') && given.lead ? { lead: given.lead, assisting: [...given.assisting] } : {}),
      ...(advice && advice.suggestions.length > 0 && { suggested: advice.suggestions.map(({ party }) => party) }),
    }
    onDo(said, photos)
  }

  const area = (name: string, label: string, required: boolean) => (
    <TextField key={name} label={label} name={name} maxLength={WORDS_LIMIT} required={required} />
  )
  const oneOf = (name: string, label: string, values: readonly ('yes' | 'no' | 'yellow' | 'red')[]) => (
    <Ticks key={name} label={label}>
      {values.map((value) => (
        <Tick key={value} type="radio" name={name} value={value} required>
          {form[value]}
        </Tick>
      ))}
    </Ticks>
  )
  return (
    <FormDialog title={title} busy={busy} ready={ready} fault={fault} instead={overtaken} onDo={submit} onClose={onClose}>
      {['ask_extension', 'grant_extension', 'refuse_extension'].includes(action) && <ExtensionState event={event} now={now} />}
      {has('correction') && <CorrectFields event={event} words={words} map={map} />}
      {has('lead') && (
        <>
          {/* the height of four */}
          {advice === null && <Waiting className="h-248 p-0!" />}
          {advice?.SuggestedParties && (
            <advice.SuggestedParties
              suggestions={advice.suggestions}
              lead={given.lead}
              onChoose={(party) => {
                setGiven({ lead: party, assisting: given.assisting.filter((one) => !sameParty(one, party)) })
                setPicked(picked + 1)
              }}
            />
          )}
          {/* a suggestion that is taken may be of another kind: the fields begin with it */}
          <DispatchFields key={picked} options={dispatch} choice={given} onChange={setGiven} />
        </>
      )}
      {needs.flatMap((r) => (r === 'answer' || r === 'note' || r === 'reason' ? [area(r, form[r], true)] : []))}
      {has('pointer') && area('reason', form.reason, true)}
      {has('pointer') && <Field label={form.duplicateOf} name="duplicateOf" maxLength={64} />}
      {has('card') && (
        <>
          {oneOf('card', form.card, ['yellow', 'red'])}
          <WatcherField grid={event.grid} />
          {area('demandedReply', form.demandedReply, true)}
        </>
      )}
      {has('card') && <DateField label={form.replyBy} name="deadline" type="datetime-local" required />}
      {has('deadline') && <ExtensionFields action={action} event={event} />}
      {has('opinion') && [oneOf('satisfied', form.satisfied, ['yes', 'no']), oneOf('solved', form.solved, ['yes', 'no'])]}
      {takesPhotos && (
        <fieldset className="flex flex-col gap-8">
          <legend className={`pb-4 ${labelLook}`}>{form.photos}</legend>
          <PhotoPicker photos={photos} onChange={setPhotos} />
        </fieldset>
      )}
      {!needs.some((r) => ['answer', 'note', 'reason', 'pointer'].includes(r)) && area('note', form.optionalNote, false)}
    </FormDialog>
  )
}
