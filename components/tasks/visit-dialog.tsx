'use client'
import { useState } from 'react'
import { v4 as uuid } from 'uuid'
import { FormFields, valuesIn } from '@/components/duties/form-fields'
import { Action } from '@/components/ui/action'
import { DateField, Field, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { ListRow } from '@/components/ui/list-row'
import { visitTexts } from '@/lib/client/messages/visits'
import type { DutyAct } from '@/lib/client/waiting'
import type { EventType } from '@/lib/domain/category'
import { stampOf } from '@/lib/domain/clock'
import { DUTY_WORDS, type DutyField, type DutyItem } from '@/lib/domain/duty-item'
import { FindingDialog, type Found } from './finding-dialog'

const { form: texts } = visitTexts
const fieldTime = (at: number): string => stampOf(at).replace(' ', 'T')

type FoundOne = Found & { id: string }
/** Each with the id of its request, which stays where it could not be kept at once. */
export type Visit = { id: string; done: Omit<DutyAct, 'item'>; found: readonly FoundOne[] }

type Props = {
  item: DutyItem
  name: string
  form: { fields: readonly DutyField[]; findings: boolean }
  types: readonly EventType[]
  /** one that was taken back */
  from: DutyAct | null
  busy: boolean
  fault: string | null
  onDo(visit: Visit): void
  onClose(): void
}

/** A visit as it is written down on a phone, with a signal or without: when, how many households, the form, words, and what was found. */
export function VisitDialog({ item, name, form: { fields, findings }, types, from, busy, fault, onDo, onClose }: Props) {
  const [found, setFound] = useState<readonly FoundOne[]>([])
  const [adding, setAdding] = useState(false)
  const [now] = useState(() => Date.now())
  const [id] = useState(() => uuid())
  return (
    <>
      <FormDialog
        title={findings ? texts.submit : texts.submitOther}
        busy={busy}
        fault={fault}
        onDo={(form) => {
          const [at, households] = [textIn(form, 'at'), textIn(form, 'households')]
          const words = textIn(form, 'words')
          onDo({
            id,
            found,
            done: {
              action: 'do',
              at: new Date(at === undefined ? now : `${at}:00+08:00`).toISOString(),
              values: valuesIn(fields, form),
              ...(households !== undefined && { households: Number(households) }),
              ...(words !== undefined && { words }),
            },
          })
        }}
        onClose={onClose}
      >
        <p className="text-16 font-semibold text-ink-1">{name}</p>
        <DateField
          label={texts.at}
          type="datetime-local"
          name="at"
          required
          defaultValue={fieldTime(from?.at === undefined ? now : Date.parse(from.at))}
          min={fieldTime(Date.parse(item.startsAt))}
          max={fieldTime(now)}
        />
        {findings && (
          <Field label={texts.households} name="households" type="number" min={0} max={10_000} inputMode="numeric" defaultValue={from?.households} />
        )}
        <FormFields fields={fields} from={from?.values} />
        <TextField label={texts.words} name="words" maxLength={DUTY_WORDS} defaultValue={from?.words} />
        {findings && (
          <fieldset className="flex flex-col gap-8">
            <legend className="pb-4 text-13 text-ink-2">{texts.findings}</legend>
            <ul>
              {found.map((one) => (
                <ListRow key={one.id} data-testid="found">
                  <span className="min-w-0 flex-1 text-ink-1">{one.words}</span>
                  <Action size="large" onClick={() => setFound((all) => all.filter((other) => other !== one))}>
                    {texts.remove}
                  </Action>
                </ListRow>
              ))}
            </ul>
            <Action size="large" onClick={() => setAdding(true)} data-testid="add-finding">
              {texts.add}
            </Action>
          </fieldset>
        )}
      </FormDialog>
      {adding && (
        <FindingDialog
          types={types}
          onDo={(one) => {
            setFound((all) => [...all, { ...one, id: uuid() }])
            setAdding(false)
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  )
}
