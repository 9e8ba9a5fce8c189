'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { ruleTexts } from '@/lib/client/messages/rules'
import { isMadeByHand, type RuleKind } from '@/lib/domain/rule'
import type { RuleHours } from '@/lib/domain/rule-hours'
import { HoursFields } from './hours-fields'
import type { RuleChange } from './use-rule-change'

type RuleFormProps = {
  rule: { id: string; kind: RuleKind; enabled: boolean; hours: RuleHours | null }
  /** what the rule asks, in a sentence */
  asks: string
  mayChange: boolean
  change: RuleChange
  /** what is wrong with what was filled in */
  wrong?: string | null
  testId: string
  onKeep(form: FormData): void
  children: ReactNode
}

/** The settings of a rule of fact as a form: kept by its button; the rule is switched on and off beside it, and removed where it was made by hand. */
export function RuleForm({ rule, asks, mayChange, change, wrong = null, testId, onKeep, children }: RuleFormProps) {
  const { fact, acts } = ruleTexts
  const [touched, setTouched] = useState(false)
  const keep = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    onKeep(new FormData(e.currentTarget))
  }
  return (
    <Panel title={fact.title} note={fact.why} testId={testId}>
      <form className="flex flex-col gap-12" onSubmit={keep} onChange={() => setTouched(true)}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-12">
          <legend className="pb-8 text-ink-1">{asks}</legend>
          {children}
          <HoursFields hours={rule.hours} />
        </fieldset>
        {mayChange && (
          <p className="flex gap-8">
            <Action main type="submit" disabled={change.busy || !touched}>
              {acts.keep}
            </Action>
            <Action disabled={change.busy} onClick={() => change.send({ id: rule.id, enabled: !rule.enabled })}>
              {rule.enabled ? acts.off : acts.on}
            </Action>
            {isMadeByHand(rule) && (
              <Action disabled={change.busy} onClick={() => change.remove(rule.id)}>
                {acts.remove}
              </Action>
            )}
          </p>
        )}
        <p role="status" className="text-13 text-ink-3">
          {wrong ?? change.told?.text}
        </p>
      </form>
    </Panel>
  )
}

type EndFieldsProps = { settings: { clearMinutes: number; lateHours: number }; clears: string }

/** How the fields of a rule stand beside each other. */
export const FIELDS = 'grid max-w-1200 grid-cols-4 items-end gap-12 max-lg:grid-cols-2 max-sm:grid-cols-1'

/** When an alert of a rule of fact ends (`clears`: how that is put), and what comes too late for one. */
export function EndFields({ settings: { clearMinutes, lateHours }, clears }: EndFieldsProps) {
  return (
    <>
      <Field label={clears} name="clear" type="number" min={1} max={10_080} defaultValue={clearMinutes} required />
      <Field label={ruleTexts.fact.late} name="late" type="number" min={1} max={8_760} defaultValue={lateHours} required />
    </>
  )
}
