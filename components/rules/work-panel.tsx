'use client'
import { Choice } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { colourName } from '@/lib/client/alert-words'
import { ruleTexts } from '@/lib/client/messages/rules'
import { workAlertTexts } from '@/lib/client/messages/work-alerts'
import type { WorkRuleOut } from '@/lib/client/rule-words'
import { useRoute } from '@/lib/client/use-read'
import { dutyRoutes } from '@/lib/domain/routes/duties'
import { LapsedOrdersSettings, UnvisitedSettings } from '@/lib/domain/rule-settings'
import { FIELDS, RuleForm } from './rule-form'
import type { RuleChange } from './use-rule-change'

const { rule: texts } = workAlertTexts
const COLOURS = (['orange', 'yellow', 'blue'] as const).map((colour) => [colour, colourName(colour)] as const)

/** A rule of work that waits: of which duty and how long after its day, or how many orders that nobody takes. */
export function WorkPanel({ rule, mayChange, change }: { rule: WorkRuleOut; mayChange: boolean; change: RuleChange }) {
  const { grids, clearMinutes, colour } = rule.settings
  return (
    <RuleForm
      rule={rule}
      asks={texts[rule.kind]}
      mayChange={mayChange}
      change={change}
      testId="work-rule"
      settingsIn={(form) => settingsOf(rule.kind, form)}
    >
      <div className={FIELDS}>
        <Choice label={texts.colour} name="colour" value={colour} options={COLOURS} />
        {rule.kind === 'unvisited' ? <UnvisitedFields settings={rule.settings} /> : <LapsedFields settings={rule.settings} />}
        <Field label={texts.grids} name="grids" defaultValue={grids.join(', ')} />
        <Field label={texts.clears} name="clear" type="number" min={1} max={10_080} defaultValue={clearMinutes} required />
      </div>
      <p className="text-13 text-ink-3">{texts.why}</p>
    </RuleForm>
  )
}

function UnvisitedFields({ settings }: { settings: UnvisitedSettings }) {
  const { data } = useRoute(dutyRoutes.list, {})
  const duties = (data?.templates ?? [])
    .filter(({ id, ended, begins }) => id === settings.duty || (!ended && begins !== null))
    .map(({ id, name, begins }) => [id, begins === null ? texts.notBegun(name) : name] as const)
  const options = duties.some(([id]) => id === settings.duty) ? duties : [...duties, [settings.duty, data ? texts.gone : '…'] as const]
  return (
    <>
      <Choice key={options.length} label={texts.duty} name="duty" value={settings.duty} options={options} />
      <Field label={texts.late} name="days" type="number" min={0} max={90} defaultValue={settings.days} required />
      <Choice
        label={texts.dayKind}
        name="dayKind"
        value={settings.dayKind}
        options={(['working', 'calendar'] as const).map((kind) => [kind, texts.dayKinds[kind]] as const)}
      />
      <Choice
        label={texts.level}
        name="level"
        value={String(settings.level)}
        options={[1, 2, 3, 4].map((level) => [String(level), ruleTexts.group.levels(level)] as const)}
      />
    </>
  )
}

function LapsedFields({ settings }: { settings: LapsedOrdersSettings }) {
  return (
    <>
      <Field label={texts.times} name="times" type="number" min={1} max={1_000} defaultValue={settings.times} required />
      <Field label={texts.days} name="days" type="number" min={1} max={90} defaultValue={settings.days} required />
      <Field label={texts.services} name="services" defaultValue={settings.services.join(', ')} />
    </>
  )
}

/** The settings that a form holds; null where they are none. */
function settingsOf(kind: WorkRuleOut['kind'], form: FormData): WorkRuleOut['settings'] | null {
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const codes = (name: string) =>
    text(name)
      .split(/[,，、\s]+/)
      .filter((code) => code !== '')
  const common = { colour: text('colour'), grids: codes('grids'), clearMinutes: Number(text('clear')), days: Number(text('days')) }
  const parsed =
    kind === 'unvisited'
      ? UnvisitedSettings.safeParse({ ...common, duty: text('duty'), dayKind: text('dayKind'), level: Number(text('level')) })
      : LapsedOrdersSettings.safeParse({ ...common, times: Number(text('times')), services: codes('services') })
  return parsed.success ? parsed.data : null
}
