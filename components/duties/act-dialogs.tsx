'use client'
import { useEffect, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Choice, Tick, Ticks } from '@/components/ui/choice'
import { DateField, Field, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { dutyTexts as texts } from '@/lib/client/messages/duties'
import { visitTexts } from '@/lib/client/messages/visits'
import { typeName } from '@/lib/client/type-names'
import { faultWord } from '@/lib/client/word-of'
import type { EventType } from '@/lib/domain/category'
import { stampOf } from '@/lib/domain/clock'
import { DUTY_WORDS, type DutyActIn, type DutyAction, type DutyItem, type DutyItemDetail } from '@/lib/domain/duty-item'
import type { CrewReason, DutyPlan } from '@/lib/domain/duty-plan'
import { dutyRoutes } from '@/lib/domain/routes/duties'
import { dutyItemRoutes } from '@/lib/domain/routes/duty-items'
import { FormFields, valuesIn } from './form-fields'

/** Why something was not done, in words. */
export const faultOf = (code: string): string => faultWord(texts.faults, code)

const FIRST_HOUR = 9
/** A time of the county's clock as a field of the browser has it, and back. */
const fieldTime = (at: number): string => stampOf(at).replace(' ', 'T')
const timeIn = (form: FormData, name: string): string | undefined => {
  const value = textIn(form, name)
  return value === undefined ? undefined : new Date(`${value}:00+08:00`).toISOString()
}

type Dialog = { item: DutyItem; onDone(detail: DutyItemDetail): void; onStale(): void; onClose(): void }
type Said = Omit<Extract<DutyActIn, object>, 'requestId' | 'action' | 'expectedRevision'>
/** Sends an action, under one id for as long as the dialog is open: what was changed after an answer got lost is not done beside what may have come. */
function useAct(item: DutyItem, action: DutyAction, { onDone, onStale }: Pick<Dialog, 'onDone' | 'onStale'>) {
  const requestId = useRef(uuid())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const act = async (more: Said, as: DutyAction = action) => {
    setBusy(true)
    const body = { requestId: requestId.current, action: as, expectedRevision: item.revision, ...more }
    const answer = await http(dutyItemRoutes.act, { params: { id: item.id }, body })
    setBusy(false)
    if (answer.ok) return onDone(answer.body)
    setFault(faultOf(answer.code))
    if (answer.code === 'conflict') onStale()
  }
  return { busy, fault, act, setFault }
}

export const reasonWords = (reason: CrewReason): string => {
  const { reasons } = texts
  switch (reason.kind) {
    case 'post':
      return reasons.post
    case 'unit':
      return reasons.unit(reason.name)
    case 'visited':
      return reasons.visited(reason.times)
    case 'load':
      return reasons.load(reason.days, reason.items)
    case 'distance':
      return reasons.distance(reason.metres)
    case 'rotated':
      return reasons.rotated
  }
}

/** 排期: when, and who goes, as proposed with reasons or fewer of them. */
export function AssignDialog({ item, onClose, ...heard }: Dialog) {
  const [plan, setPlan] = useState<DutyPlan['items'][number] | 'full' | null>(null)
  const action = item.actions.includes('assign') ? 'assign' : 'reassign'
  const { busy, fault, act, setFault } = useAct(item, action, heard)
  useEffect(() => {
    let over = false
    void http(dutyRoutes.plan, { body: { template: item.template, period: item.period, items: [item.id] } }).then((answer) => {
      if (over) return
      if (answer.ok) setPlan(answer.body.items[0] ?? 'full')
      else setFault(faultOf(answer.code))
    })
    return () => {
      over = true
    }
  }, [item, setFault])
  const submit = (form: FormData) => {
    const scheduledFor = timeIn(form, 'when') ?? null
    if (plan === 'full') return void full(scheduledFor)
    if (!plan) return
    const chosen = new Set(form.getAll('person'))
    const crew = plan.crew.filter(({ person }) => chosen.has(person)).map(({ role, person }) => ({ role, person }))
    void act({ crew, scheduledFor })
  }
  const full = async (scheduledFor: string | null) => {
    const answer = await http(dutyItemRoutes.item, { params: { id: item.id } })
    if (!answer.ok) return setFault(faultOf(answer.code))
    await act({ crew: answer.body.people.flatMap(({ role, person }) => (person === null ? [] : [{ role, person }])), scheduledFor })
  }
  const start = item.scheduledFor ? Date.parse(item.scheduledFor) : null
  return (
    <FormDialog
      title={texts.assign.title(said({ zh: item.subject.name, en: item.subject.nameEn }))}
      busy={busy}
      ready={plan !== null}
      fault={fault}
      onDo={submit}
      onClose={onClose}
    >
      <DateField
        label={texts.assign.when}
        type="datetime-local"
        name="when"
        defaultValue={start === null ? '' : fieldTime(start)}
        min={fieldTime(Date.parse(item.startsAt) + FIRST_HOUR * 3_600_000)}
      />
      {plan === null && fault === null && <p role="status">{texts.assign.proposing}</p>}
      {plan !== null && plan !== 'full' && (
        <Ticks label={texts.assign.people}>
          {plan.crew.map(({ role, person, name, reasons, chosen }) => (
            <Tick key={person} type="checkbox" name="person" value={person} defaultChecked>
              <span className="flex w-440 max-w-full flex-col py-2">
                <span>
                  {visitTexts.crew.roles[role]} <strong>{name}</strong>
                </span>
                <span className="text-13 text-ink-3">{chosen ? texts.reasons.chosen : reasons.map(reasonWords).join(' · ')}</span>
              </span>
            </Tick>
          ))}
          {plan.lacks.map((role, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places stand in their order
            <p key={i} className="text-13 text-ink-1">
              {texts.assign.lacks(visitTexts.crew.roles[role])}
            </p>
          ))}
        </Ticks>
      )}
      <p className="text-13 text-ink-3">{texts.assign.note}</p>
    </FormDialog>
  )
}

/** 记录完成: when, the form, households, words. */
export function DoDialog({ detail, visits, onClose, ...heard }: { detail: DutyItemDetail; visits: boolean } & Omit<Dialog, 'item'>) {
  const { item, fields } = detail
  const { busy, fault, act } = useAct(item, 'do', heard)
  const [now] = useState(() => Date.now())
  return (
    <FormDialog
      title={visits ? texts.recordVisit : texts.record}
      busy={busy}
      fault={fault}
      onDo={(form) => {
        const households = textIn(form, 'households')
        void act({
          at: timeIn(form, 'at'),
          values: valuesIn(fields, form),
          words: textIn(form, 'words'),
          ...(households !== undefined && { households: Number(households) }),
        })
      }}
      onClose={onClose}
    >
      <p className="text-15 font-medium text-ink-1">{said({ zh: item.subject.name, en: item.subject.nameEn })}</p>
      <DateField
        label={texts.form.at}
        type="datetime-local"
        name="at"
        required
        defaultValue={fieldTime(now)}
        min={fieldTime(Date.parse(item.startsAt))}
        max={fieldTime(now)}
      />
      {detail.takesFindings && <Field label={texts.form.households} name="households" type="number" min={0} max={10_000} inputMode="numeric" />}
      <FormFields fields={fields} />
      <TextField label={texts.form.words} name="words" maxLength={DUTY_WORDS} />
    </FormDialog>
  )
}

/** 说明原因, 免做: why. */
export function ReasonDialog({ item, action, onClose, ...heard }: Dialog & { action: 'miss' | 'excuse' }) {
  const { busy, fault, act } = useAct(item, action, heard)
  return (
    <FormDialog
      title={texts.actions[action]}
      busy={busy}
      fault={fault}
      onDo={(form) => void act({ reason: textIn(form, 'reason') })}
      onClose={onClose}
    >
      <p className="text-15 font-medium text-ink-1">{said({ zh: item.subject.name, en: item.subject.nameEn })}</p>
      <TextField label={texts.form.reason} name="reason" required maxLength={500} defaultValue={item.reason ?? ''} />
    </FormDialog>
  )
}

/** 记一个问题: solved at once, or an event of a type. */
export function FindDialog({ item, types, onClose, ...heard }: Dialog & { types: readonly EventType[] }) {
  const { busy, fault, act } = useAct(item, 'find', heard)
  const [solved, setSolved] = useState(false)
  return (
    <FormDialog
      title={texts.actions.find}
      busy={busy}
      fault={fault}
      onDo={(form) => {
        const type = textIn(form, 'type')
        void act({ finding: { words: textIn(form, 'words') ?? '', solved, ...(!solved && type !== undefined && { type }) } })
      }}
      onClose={onClose}
    >
      <TextField label={texts.form.finding} name="words" required maxLength={DUTY_WORDS} />
      <Tick type="checkbox" checked={solved} onChange={({ target }) => setSolved(target.checked)}>
        {texts.form.solved}
      </Tick>
      {!solved && (
        <Choice
          label={texts.form.type}
          name="type"
          options={[['', texts.form.noType], ...types.map((type) => [type.code, typeName(type)] as const)]}
        />
      )}
    </FormDialog>
  )
}
