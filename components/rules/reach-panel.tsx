'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { ruleTexts } from '@/lib/client/messages/rules'
import type { InferredRuleOut } from '@/lib/client/rule-words'
import { isMadeByHand } from '@/lib/domain/rule-kinds'
import { HoursFields, hoursIn } from './hours-fields'
import { ScopeFields, scopeIn } from './scope-fields'
import type { RuleChange } from './use-rule-change'

type Props = { rule: InferredRuleOut; mayChange: boolean; change: RuleChange }

/** Where a rule of inference looks, which only one of clusters can be told, and when it calls. Its record is of its scope, so with another it has none. */
export function ReachPanel({ rule, mayChange, change }: Props) {
  const { scope, acts, reach } = ruleTexts
  const [touched, setTouched] = useState(false)
  const keep = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const form = new FormData(e.currentTarget)
    const settings = rule.kind === 'cluster' ? { settings: { ...rule.settings, ...scopeIn(form) } } : {}
    change.send({ id: rule.id, expectedVersion: rule.version, hours: hoursIn(form), ...settings })
  }
  return (
    <Panel title={reach} note={rule.kind === 'cluster' ? scope.why : scope.none} testId="rule-reach">
      <form className="flex flex-col gap-12" onSubmit={keep} onChange={() => setTouched(true)}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-12">
          {rule.kind === 'cluster' && (
            <div className="grid max-w-1200 grid-cols-2 items-end gap-12 max-sm:grid-cols-1">
              <ScopeFields scope={rule.settings} />
            </div>
          )}
          <HoursFields hours={rule.hours} />
        </fieldset>
        {mayChange && (
          <p className="flex gap-8">
            <Action main={touched} type="submit" disabled={change.busy || !touched}>
              {acts.keep}
            </Action>
            {isMadeByHand(rule) && (
              <Action disabled={change.busy} onClick={() => change.remove(rule.id)}>
                {acts.remove}
              </Action>
            )}
          </p>
        )}
      </form>
    </Panel>
  )
}
