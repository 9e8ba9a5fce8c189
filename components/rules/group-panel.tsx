'use client'
import { Choice } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { colourName } from '@/lib/client/alert-words'
import { ruleTexts } from '@/lib/client/messages/rules'
import type { GroupRuleOut } from '@/lib/client/rule-words'
import { Colour } from '@/lib/domain/colour'
import { NearRepeatSettings, RecurrenceSettings, ThresholdSettings } from '@/lib/domain/rule-settings'
import { EndFields, FIELDS, RuleForm } from './rule-form'
import { ScopeFields, scopeIn } from './scope-fields'
import type { RuleChange } from './use-rule-change'

const colours = Colour.options.map((colour) => [colour, colourName(colour)] as const)

/** A rule of several events together: what it counts, and when an alert of it ends. */
export function GroupPanel({ rule, mayChange, change }: { rule: GroupRuleOut; mayChange: boolean; change: RuleChange }) {
  const { group } = ruleTexts
  const { settings } = rule
  return (
    <RuleForm
      rule={rule}
      asks={group[rule.kind]}
      mayChange={mayChange}
      change={change}
      testId="group-rule"
      settingsIn={(form) => settingsOf(rule.kind, form)}
    >
      <div className={FIELDS}>
        <Choice label={group.colour} name="colour" value={settings.colour} options={colours} />
        <Field label={group.times} name="times" type="number" min={2} max={1_000} defaultValue={settings.times} required />
        {rule.kind === 'recurrence' && <RecurrenceFields settings={rule.settings} />}
        {rule.kind === 'near_repeat' && <NearRepeatFields settings={rule.settings} />}
        {rule.kind === 'threshold' && <ThresholdFields settings={rule.settings} />}
      </div>
      <div className={FIELDS}>
        <ScopeFields scope={settings} />
        <EndFields settings={settings} clears={group.clears} />
      </div>
    </RuleForm>
  )
}

function RecurrenceFields({ settings }: { settings: RecurrenceSettings }) {
  const { group } = ruleTexts
  return (
    <>
      <Field label={group.days} name="days" type="number" min={1} max={180} defaultValue={settings.days} required />
      <Choice
        label={group.afterClosing}
        name="afterClosing"
        value={settings.afterClosing ? 'yes' : 'no'}
        options={[
          ['yes', group.yes],
          ['no', group.no],
        ]}
      />
      <Field label={group.ownBelow} name="ownBelow" type="number" min={0} max={1} step="any" defaultValue={settings.ownBelow ?? ''} />
    </>
  )
}

function ThresholdFields({ settings }: { settings: ThresholdSettings }) {
  const { group } = ruleTexts
  return (
    <>
      <Field label={group.days} name="days" type="number" min={1} max={90} defaultValue={settings.days} required />
      <Choice
        label={group.by}
        name="by"
        value={settings.by ?? 'type'}
        options={[
          ['type', group.ofType],
          ['class', group.ofClass],
        ]}
      />
      <Choice
        label={group.level}
        name="level"
        value={String(settings.level)}
        options={[1, 2, 3, 4].map((level) => [String(level), group.levels(level)] as const)}
      />
      <Field label={group.ownBelow} name="ownBelow" type="number" min={0} max={1} step="any" defaultValue={settings.ownBelow ?? ''} />
      <Field label={group.interval} name="interval" type="number" min={1} max={100_000} step="any" defaultValue={settings.interval ?? ''} />
    </>
  )
}

function NearRepeatFields({ settings }: { settings: NearRepeatSettings }) {
  const { fact, group } = ruleTexts
  return (
    <>
      <Field label={group.meters} name="meters" type="number" min={1} max={5_000} defaultValue={settings.meters} required />
      <Field label={group.hours} name="hours" type="number" min={1} max={720} defaultValue={settings.hours} required />
      <Choice
        label={group.urgency}
        name="urgency"
        value={String(settings.urgency)}
        options={[1, 2, 3, 4].map((level) => [String(level), group.upTo(fact.level(level))] as const)}
      />
      <Field label={group.dailyBelow} name="dailyBelow" type="number" min={0} max={1_000} step="any" defaultValue={settings.dailyBelow} required />
    </>
  )
}

/** The settings that a form holds; null where they are none. */
function settingsOf(kind: GroupRuleOut['kind'], form: FormData): GroupRuleOut['settings'] | null {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const number = (name: string) => (text(name) === '' ? null : Number(text(name)))
  const common = { ...scopeIn(form), colour: text('colour'), times: number('times'), clearMinutes: number('clear'), lateHours: number('late') }
  const counted = { ...common, days: number('days'), ownBelow: number('ownBelow') }
  const parsed = {
    recurrence: () => RecurrenceSettings.safeParse({ ...counted, afterClosing: text('afterClosing') === 'yes' }),
    near_repeat: () =>
      NearRepeatSettings.safeParse({
        ...common,
        ...{ meters: number('meters'), hours: number('hours'), urgency: number('urgency'), dailyBelow: number('dailyBelow') },
      }),
    threshold: () => ThresholdSettings.safeParse({ ...counted, by: text('by'), level: number('level'), interval: number('interval') }),
  }[kind]()
  return parsed.success ? parsed.data : null
}
