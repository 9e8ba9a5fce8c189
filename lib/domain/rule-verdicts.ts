import type { Verdict } from './alert-record'
import { wilson } from './judgement-claims'
import { FEW_VERDICTS, type RuleVerdicts } from './rule'

/** What verdicts on a rule's alerts come to: 不明 is apart, and from 20 others on the share of 属实 is told. */
export function ruleVerdicts(rule: string, counts: Readonly<Record<Verdict, number>>): RuleVerdicts {
  const of = counts.true + counts.false
  return { rule, ...counts, precision: of < FEW_VERDICTS ? null : { value: counts.true / of, ...wilson(counts.true, of) } }
}
