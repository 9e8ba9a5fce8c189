'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { ruleTexts } from '@/lib/client/messages/rules'
import { isMadeByHand, type RuleOut } from '@/lib/domain/rule'
import { ScopeFields, scopeIn } from './scope-fields'
import type { RuleChange } from './use-rule-change'

type Props = { rule: Extract<RuleOut, { kind: 'cluster' }>; mayChange: boolean; change: RuleChange }

/** What a rule of clusters scans. Its record is of that, so with another scope it has none. */
export function ScopePanel({ rule, mayChange, change }: Props) {
  const { scope, acts } = ruleTexts
  const [touched, setTouched] = useState(false)
  const keep = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    change.send({ id: rule.id, settings: { ...rule.settings, ...scopeIn(new FormData(e.currentTarget)) } })
  }
  return (
    <Panel title={scope.title} note={scope.why} testId="rule-scope">
      <form className="flex flex-col gap-12" onSubmit={keep} onChange={() => setTouched(true)}>
        <fieldset disabled={!mayChange} className="grid max-w-860 grid-cols-2 gap-12 max-sm:grid-cols-1">
          <ScopeFields scope={rule.settings} />
        </fieldset>
        {mayChange && (
          <p className="flex gap-8">
            <Action main={touched} type="submit" disabled={change.busy || !touched}>
              {acts.save(rule.version + 1)}
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
