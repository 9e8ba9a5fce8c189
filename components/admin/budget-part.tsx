'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import { budgetTexts as words } from '@/lib/client/messages/budget'
import type { Settings } from '@/lib/domain/settings'
import type { Save } from './save'

/** Of how many alerts people are told; a limit that is left empty is off. */
export function BudgetPart({ settings: { budget }, save }: { settings: Settings; save: Save }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const limit = (name: string) => (data.get(name) ? Number(data.get(name)) : null)
    void save({ budget: { daily: limit('daily'), nightly: limit('nightly'), chiefWeekly: limit('chiefWeekly') } })
  }
  const whole = { type: 'number', step: '1', max: '1000' } as const
  return (
    <Panel id="budget" title={words.title}>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14" data-testid="alert-budget">
        <p className="text-14 text-ink-3">{words.hint}</p>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(200px,1fr))] items-end gap-14">
          <Field label={words.limits.daily} name="daily" {...whole} min="1" defaultValue={budget.daily ?? ''} />
          <Field label={words.limits.nightly} name="nightly" {...whole} min="0" defaultValue={budget.nightly ?? ''} />
          <Field label={words.limits.chiefWeekly} name="chiefWeekly" {...whole} min="1" defaultValue={budget.chiefWeekly ?? ''} />
        </div>
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}
