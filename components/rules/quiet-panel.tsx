'use client'
import { Choice } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { colourName } from '@/lib/client/alert-words'
import { quietRuleTexts as texts } from '@/lib/client/messages/quiet-rule'
import { ruleTexts } from '@/lib/client/messages/rules'
import type { QuietRuleOut } from '@/lib/client/rule-words'
import { QuietSettings } from '@/lib/domain/rule-settings'
import { FIELDS, RuleForm } from './rule-form'
import { scopeIn } from './scope-fields'
import type { RuleChange } from './use-rule-change'

const COLOURS = (['orange', 'yellow', 'blue'] as const).map((colour) => [colour, colourName(colour)] as const)

/** A rule of silences by the clock: of which grids, and after how many hours. */
export function QuietPanel({ rule, mayChange, change }: { rule: QuietRuleOut; mayChange: boolean; change: RuleChange }) {
  const { group, scope } = ruleTexts
  const { colour, hours, level, types = [], grids = [] } = rule.settings
  return (
    <RuleForm rule={rule} asks={texts.asks} mayChange={mayChange} change={change} testId="quiet-rule" settingsIn={settingsIn}>
      <div className={FIELDS}>
        <Choice label={group.colour} name="colour" value={colour} options={COLOURS} />
        <Field label={texts.hours} name="hours" type="number" min={1} max={672} defaultValue={hours} required />
        <Choice
          label={group.level}
          name="level"
          value={String(level)}
          options={[1, 2, 3, 4].map((one) => [String(one), group.levels(one)] as const)}
        />
      </div>
      <div className={FIELDS}>
        <Field label={texts.types} name="types" defaultValue={types.join(', ')} />
        <Field label={scope.grids} name="grids" defaultValue={grids.join(', ')} />
      </div>
      <p className="text-13 text-ink-3">{texts.why}</p>
    </RuleForm>
  )
}

/** The settings that a form holds; null where they are none. */
function settingsIn(form: FormData): QuietSettings | null {
  const number = (name: string) => Number(String(form.get(name) ?? '').trim())
  return QuietSettings.safeParse({ ...scopeIn(form), colour: form.get('colour'), hours: number('hours'), level: number('level') }).data ?? null
}
