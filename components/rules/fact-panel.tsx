'use client'
import { Choice } from '@/components/ui/choice'
import { colourName } from '@/lib/client/alert-words'
import { ruleTexts } from '@/lib/client/messages/rules'
import type { EventRuleOut } from '@/lib/client/rule-words'
import { Urgency } from '@/lib/domain/category'
import { Colour } from '@/lib/domain/colour'
import { FactSettings } from '@/lib/domain/rule-settings'
import { EndFields, FIELDS, RuleForm } from './rule-form'
import { ScopeFields, scopeIn } from './scope-fields'
import type { RuleChange } from './use-rule-change'

const URGENCIES = [1, 2, 3, 4] as const

/** A rule of fact: which colour an event of each urgency gives, where and of which types, when an alert ends and what is late. */
export function FactPanel({ rule, mayChange, change }: { rule: EventRuleOut; mayChange: boolean; change: RuleChange }) {
  const { fact } = ruleTexts
  const { settings } = rule
  const colourOf = (urgency: number) => settings.colours.find((row) => row.urgency === urgency)?.colour ?? ''
  const settingsIn = (form: FormData) => {
    const colours = URGENCIES.flatMap((urgency) => {
      const [level, colour] = [Urgency.safeParse(urgency), Colour.safeParse(form.get(`colour ${urgency}`))]
      return level.success && colour.success ? [{ urgency: level.data, colour: colour.data }] : []
    })
    const whole = (name: string) => Number(form.get(name))
    const given = FactSettings.safeParse({ ...scopeIn(form), colours, clearMinutes: whole('clear'), lateHours: whole('late') })
    return given.success ? given.data : null
  }
  return (
    <RuleForm rule={rule} asks={fact[rule.kind]} mayChange={mayChange} change={change} testId="fact-rule" settingsIn={settingsIn}>
      <div className={FIELDS}>
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
      <div className={FIELDS}>
        <ScopeFields scope={settings} />
        <EndFields settings={settings} clears={fact.clears} />
      </div>
    </RuleForm>
  )
}
