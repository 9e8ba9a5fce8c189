'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { alertTexts } from '@/lib/client/messages/alerts'
import { ruleTexts } from '@/lib/client/messages/rules'
import { type GroupRuleOut, isOfGroups, isOfWork, type QuietRuleOut, type WorkRuleOut } from '@/lib/client/rule-words'
import type { RuleOut } from '@/lib/domain/rule'
import { isMadeByHand } from '@/lib/domain/rule-kinds'
import type { RuleChange } from './use-rule-change'

/** Is a rule of a kind of which people make more? */
const isMadeLike = (rule: RuleOut): rule is GroupRuleOut | WorkRuleOut | QuietRuleOut | Extract<RuleOut, { kind: 'cluster' }> =>
  isOfGroups(rule) || isOfWork(rule) || rule.kind === 'quiet' || rule.kind === 'cluster'

/** 新规则: of a kind, with the settings of the rule of that kind that comes with the program, switched off until somebody has set it. */
export function NewRule({ rules, change }: { rules: readonly RuleOut[]; change: RuleChange }) {
  const { made } = ruleTexts
  const shipped = rules.filter((rule) => !isMadeByHand(rule)).filter(isMadeLike)
  const make = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const form = new FormData(e.currentTarget)
    const like = shipped.find(({ kind }) => kind === form.get('kind'))
    if (!like) return
    const given = { name: String(form.get('name') ?? ''), enabled: false }
    // each kind by itself, so that it stands with its own settings
    if (like.kind === 'recurrence') change.make({ ...given, kind: like.kind, settings: like.settings })
    if (like.kind === 'near_repeat') change.make({ ...given, kind: like.kind, settings: like.settings })
    if (like.kind === 'threshold') change.make({ ...given, kind: like.kind, settings: like.settings })
    if (like.kind === 'unvisited') change.make({ ...given, kind: like.kind, settings: like.settings })
    if (like.kind === 'lapsed_orders') change.make({ ...given, kind: like.kind, settings: like.settings })
    if (like.kind === 'quiet') change.make({ ...given, kind: like.kind, settings: like.settings })
    if (like.kind === 'cluster') change.make({ ...given, kind: like.kind, settings: like.settings })
  }
  return (
    <Panel title={made.title} note={made.note} testId="new-rule">
      <form className="flex flex-wrap items-end gap-12" onSubmit={make}>
        <Choice label={made.kind} name="kind" options={shipped.map(({ kind }) => [kind, alertTexts.rules[kind].name] as const)} />
        <Field label={made.name} name="name" maxLength={100} required />
        <Action main type="submit" disabled={change.busy}>
          {made.make}
        </Action>
      </form>
      <p role="status" className="pt-8 text-13 text-ink-3">
        {change.told?.text}
      </p>
    </Panel>
  )
}
