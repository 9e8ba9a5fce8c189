'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { formatMoment } from '@/lib/client/due'
import { adminTexts } from '@/lib/client/messages/admin'
import { daysOf, MIN_AUDIT_DAYS, RETENTION_KINDS, type RetentionKind, type RetentionRules, sameRules } from '@/lib/domain/retention'
import type { Settings } from '@/lib/domain/settings'
import type { Save } from './save'

const words = adminTexts.settings
const isSet = (rules: RetentionRules) => RETENTION_KINDS.some((kind) => daysOf(rules, kind) !== null)

/** How long personal information is kept. Rules are saved first, counted by the server, and applied only once their plan was seen. */
export function RetentionPart({ settings: { retention, retentionPlan }, save }: { settings: Settings; save: Save }) {
  const [rules, setRules] = useState<RetentionRules>(retention)
  const [active, setActive] = useState(retention.active)
  const plan = retentionPlan && sameRules(retentionPlan.rules, rules) ? retentionPlan : null
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { photosDays, personalDays, sessionsDays, reportsDays, submissionsDays, residentsDays, bookingsDays, ordersDays, dutiesDays, auditDays } =
      rules
    void save({
      retention: {
        photosDays,
        personalDays,
        sessionsDays,
        reportsDays,
        submissionsDays,
        residentsDays,
        bookingsDays,
        ordersDays,
        dutiesDays,
        auditDays,
        active: active && plan !== null,
      },
    })
  }
  const change = (kind: RetentionKind, days: number) => setRules({ ...rules, [`${kind}Days`]: Number.isNaN(days) ? null : Math.trunc(days) })
  return (
    <Panel id="retention" title={words.retention}>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14" data-testid="retention">
        <p className="text-14 text-ink-3">{words.retentionHint}</p>
        {RETENTION_KINDS.map((kind) => (
          <Field
            key={kind}
            label={words.retentionDays[kind]}
            name={`${kind}Days`}
            type="number"
            min={kind === 'audit' ? MIN_AUDIT_DAYS : 1}
            max="36500"
            step="1"
            defaultValue={daysOf(rules, kind) ?? ''}
            onChange={(event) => change(kind, event.target.valueAsNumber)}
          />
        ))}
        <Planned plan={plan} rules={rules} />
        <label className="flex items-center gap-10 text-15 text-ink-1">
          <input
            type="checkbox"
            name="active"
            checked={active && plan !== null}
            disabled={plan === null}
            onChange={(event) => setActive(event.target.checked)}
            className="size-20"
          />
          {words.retentionActive}
        </label>
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}

/** What the rules would take, as the server has counted it; that it has not yet where they are new. */
function Planned({ plan, rules }: { plan: Settings['retentionPlan']; rules: RetentionRules }) {
  if (!isSet(rules)) return <p className="text-15 text-ink-2">{words.retentionNone}</p>
  if (!plan)
    return (
      <p role="status" className="text-15 text-stale">
        {words.retentionWaiting}
      </p>
    )
  return (
    <div className="flex flex-col gap-6 text-15 text-ink-2" data-testid="retention-plan">
      <p>{words.retentionPlan(formatMoment(plan.at, Date.now()))}</p>
      <ul className="list-disc pl-20">
        {RETENTION_KINDS.map((kind) => {
          const days = daysOf(plan.rules, kind)
          return days !== null && <li key={kind}>{words.retentionPlanned[kind](plan.counts[kind], days)}</li>
        })}
      </ul>
    </div>
  )
}
