'use client'
import { useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Field, inputLook, Labelled, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { http } from '@/lib/client/http'
import { adminTexts } from '@/lib/client/messages/admin'
import { submissionTexts as texts } from '@/lib/client/messages/submissions'
import { nameOfClass } from '@/lib/client/names'
import { typeName } from '@/lib/client/type-names'
import { faultWord } from '@/lib/client/word-of'
import { type EventType, Urgency } from '@/lib/domain/category'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { submissionRoutes } from '@/lib/domain/routes/submissions'
import type { Submission, SubmissionActIn } from '@/lib/domain/submission'

const { form } = texts
const URGENCIES = [1, 2, 3, 4] as const

export type DecideDialogProps = {
  submission: Submission
  action: SubmissionActIn['action']
  types: readonly EventType[]
  names: Readonly<Record<string, string>>
  onDone(made: Submission): void
  /** somebody else was first */
  onStale(): void
  onClose(): void
}

/** Takes one of 随手拍 over, with what the resident said filled in, or asks for the answer that it is refused with. */
export function DecideDialog({ submission, action, types, names, onDone, onStale, onClose }: DecideDialogProps) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [code, setCode] = useState(submission.type ?? '')
  const requestId = useRef(uuid())
  const act = async (said: FormData) => {
    setBusy(true)
    const [grid, urgency] = [textIn(said, 'grid'), Urgency.safeParse(Number(said.get('urgency')))]
    const body: SubmissionActIn =
      action === 'refuse'
        ? { requestId: requestId.current, action, answer: textIn(said, 'answer') }
        : {
            ...{ requestId: requestId.current, action, title: textIn(said, 'title') },
            ...(code !== '' && { type: code }),
            ...(urgency.success && { urgency: urgency.data }),
            ...(grid !== undefined && grid !== submission.grid && { grid }),
          }
    const answer = await http(submissionRoutes.act, { params: { id: submission.id }, body })
    setBusy(false)
    if (answer.ok) return onDone(answer.body)
    setFault(faultWord(texts.faults, answer.code))
    if (answer.code === 'conflict') onStale()
  }
  const grids = Object.keys(names)
    .filter((one) => one.startsWith(submission.community.slice(0, STREET_LENGTH)))
    .sort()
  const classes = [...new Map(types.map((type) => [type.classCode, type.className]))]
  const usual = types.find((type) => type.code === code)?.urgency
  return (
    <FormDialog
      title={action === 'refuse' ? texts.refuse : texts.takeOver}
      busy={busy}
      ready={action === 'refuse' || code !== ''}
      fault={fault}
      onDo={(said) => void act(said)}
      onClose={onClose}
    >
      {action === 'refuse' ? (
        <>
          <TextField label={form.answer} name="answer" required maxLength={WORDS_LIMIT} rows={4} />
          <p className="text-13 text-ink-3">{form.answerNote}</p>
        </>
      ) : (
        <>
          <Labelled label={form.type}>
            {(id) => (
              <select id={id} name="type" required value={code} onChange={(event) => setCode(event.target.value)} className={inputLook}>
                <option value="">{form.choose}</option>
                {classes.map(([of, name]) => (
                  <optgroup key={of} label={nameOfClass(of, name)}>
                    {types
                      .filter(({ classCode }) => classCode === of)
                      .map((type) => (
                        <option key={type.code} value={type.code}>
                          {typeName(type)}
                        </option>
                      ))}
                  </optgroup>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled label={form.urgency}>
            {(id) => (
              <select id={id} name="urgency" key={code} defaultValue={usual ?? ''} className={inputLook}>
                <option value="">{form.usual}</option>
                {URGENCIES.map((urgency) => (
                  <option key={urgency} value={urgency}>
                    {adminTexts.urgencies[urgency]}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled label={form.grid}>
            {(id) => (
              <select id={id} name="grid" defaultValue={submission.grid} className={inputLook}>
                {grids.map((grid) => (
                  <option key={grid} value={grid}>
                    {grid === submission.grid && submission.position ? `${names[grid] ?? grid} · ${form.asTold}` : (names[grid] ?? grid)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Field label={form.title} name="title" maxLength={200} />
          <p className="text-13 text-ink-3">{form.note}</p>
        </>
      )}
    </FormDialog>
  )
}

/** Digits of a street's code: a place is corrected within its street. */
const STREET_LENGTH = 9
