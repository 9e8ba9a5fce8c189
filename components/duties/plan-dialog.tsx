'use client'
import { useEffect, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Waiting } from '@/components/page/states'
import { Tick } from '@/components/ui/choice'
import { FormDialog } from '@/components/ui/form-dialog'
import { http } from '@/lib/client/http'
import { inList } from '@/lib/client/in-list'
import { said } from '@/lib/client/language'
import { dutyTexts } from '@/lib/client/messages/duties'
import { visitTexts } from '@/lib/client/messages/visits'
import type { DutyPlan } from '@/lib/domain/duty-plan'
import { dutyRoutes } from '@/lib/domain/routes/duties'
import { faultOf, reasonWords } from './act-dialogs'

const texts = dutyTexts.plan

/** 全部排期: a crew for each item that lacks somebody, with reasons, to be taken or left one by one. */
export function PlanDialog({
  template,
  period,
  within,
  onDone,
  onClose,
}: {
  template: string
  period: string
  within: string | null
  onDone(): void
  onClose(): void
}) {
  const [plan, setPlan] = useState<DutyPlan | null>(null)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const requestId = useRef(uuid())
  useEffect(() => {
    let over = false
    void http(dutyRoutes.plan, { body: { template, period, ...(within !== null && { within }) } }).then((answer) => {
      if (over) return
      if (answer.ok) setPlan(answer.body)
      else setFault(faultOf(answer.code))
    })
    return () => {
      over = true
    }
  }, [template, period, within])
  const taken = plan?.items.filter(({ id, crew }) => crew.length > 0 && !left.has(id)) ?? []
  const accept = async () => {
    setBusy(true)
    const items = taken.map(({ id, revision, crew, scheduledFor }) => {
      const people = crew.map(({ role, person }) => ({ role, person }))
      return { id, expectedRevision: revision, crew: people, scheduledFor, proposed: people }
    })
    const answer = await http(dutyRoutes.accept, { body: { requestId: requestId.current, items } })
    setBusy(false)
    if (!answer.ok) return setFault(faultOf(answer.code))
    if (answer.body.refused.length > 0) return setFault(`${texts.done(answer.body.assigned)} · ${texts.refused(answer.body.refused.length)}`)
    onDone()
  }
  return (
    <FormDialog
      title={plan && taken.length > 0 ? texts.accept(taken.length) : texts.title}
      busy={busy}
      ready={taken.length > 0}
      fault={fault}
      onDo={() => void accept()}
      onClose={onClose}
    >
      {!plan && fault === null && <Waiting />}
      {plan && <p>{plan.items.length === 0 ? texts.none : texts.text(plan.items.length)}</p>}
      {plan && plan.items.length > 0 && (
        <ul className="flex max-h-[50dvh] flex-col overflow-y-auto rounded-8 border border-line px-12" data-testid="plan-items">
          {plan.items.map(({ id, subject, crew, lacks }) => {
            const name = said({ zh: subject.name, en: subject.nameEn })
            return (
              <li key={id} className="flex flex-col gap-2 border-t border-line py-8 first:border-t-0">
                <Tick
                  type="checkbox"
                  checked={!left.has(id) && crew.length > 0}
                  disabled={crew.length === 0}
                  aria-label={texts.take(name)}
                  onChange={({ target }) => setLeft((was) => new Set(target.checked ? [...was].filter((one) => one !== id) : [...was, id]))}
                >
                  <strong>{name}</strong>
                </Tick>
                <ul className="flex flex-col gap-2 pl-20 text-13">
                  {crew.map(({ role, person, name: who, reasons, chosen }) => (
                    <li key={person}>
                      <span className="text-ink-1">
                        {visitTexts.crew.roles[role]} {who}
                      </span>{' '}
                      <span className="text-ink-3">{chosen ? dutyTexts.reasons.chosen : reasons.map(reasonWords).join(' · ')}</span>
                    </li>
                  ))}
                  {lacks.length > 0 && <li className="text-ink-1">{texts.lacks(inList(lacks.map((role) => visitTexts.crew.roles[role])))}</li>}
                </ul>
              </li>
            )
          })}
        </ul>
      )}
      {plan !== null && plan.more > 0 && <p className="text-13 text-ink-3">{texts.more(plan.more)}</p>}
      <p className="text-13 text-ink-3">{dutyTexts.assign.note}</p>
    </FormDialog>
  )
}
