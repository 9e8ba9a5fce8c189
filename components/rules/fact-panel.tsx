'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { colourName } from '@/lib/client/alert-words'
import { ruleTexts } from '@/lib/client/messages/rules'
import type { EventRuleOut } from '@/lib/client/rule-words'
import { Urgency } from '@/lib/domain/category'
import { Colour } from '@/lib/domain/rule'
import type { RuleChange } from './use-rule-change'

const URGENCIES = [1, 2, 3, 4] as const

/** A rule of fact: which colour an event of each urgency gives, when an alert ends and what is late. */
export function FactPanel({ rule, mayChange, change }: { rule: EventRuleOut; mayChange: boolean; change: RuleChange }) {
  const { fact, acts } = ruleTexts
  const { settings } = rule
  const [touched, setTouched] = useState(false)
  const colourOf = (urgency: number) => settings.colours.find((row) => row.urgency === urgency)?.colour ?? ''
  const keep = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const form = new FormData(e.currentTarget)
    const colours = URGENCIES.flatMap((urgency) => {
      const [level, colour] = [Urgency.safeParse(urgency), Colour.safeParse(form.get(`colour ${urgency}`))]
      return level.success && colour.success ? [{ urgency: level.data, colour: colour.data }] : []
    })
    const whole = (name: string) => Number(form.get(name))
    change.send({ id: rule.id, settings: { colours, clearMinutes: whole('clear'), lateHours: whole('late') } })
  }
  return (
    <Panel title={fact.title} note={fact.why} testId="fact-rule">
      <form className="flex flex-col gap-12" onSubmit={keep} onChange={() => setTouched(true)}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-12">
          <legend className="pb-8 text-ink-1">{fact[rule.kind]}</legend>
          <div className="grid max-w-860 grid-cols-4 gap-12 max-sm:grid-cols-2">
            {URGENCIES.map((urgency) => (
              <Choice
                key={urgency}
                label={fact.level(urgency)}
                name={`colour ${urgency}`}
                value={colourOf(urgency)}
                options={[['', fact.none], ...Colour.options.map((colour) => [colour, colourName(colour)] as const)]}
              />
            ))}
          </div>
          <div className="grid max-w-860 grid-cols-2 gap-12 max-sm:grid-cols-1">
            <Field label={fact.clears} name="clear" type="number" min={1} max={10_080} defaultValue={settings.clearMinutes} required />
            <Field label={fact.late} name="late" type="number" min={1} max={8_760} defaultValue={settings.lateHours} required />
          </div>
        </fieldset>
        {mayChange && (
          <p className="flex gap-8">
            <Action main type="submit" disabled={change.busy || !touched}>
              {acts.keep}
            </Action>
            <Action disabled={change.busy} onClick={() => change.send({ id: rule.id, enabled: !rule.enabled })}>
              {rule.enabled ? acts.off : acts.on}
            </Action>
          </p>
        )}
        <p role="status" className="text-13 text-ink-3">
          {change.told?.text}
        </p>
      </form>
    </Panel>
  )
}
