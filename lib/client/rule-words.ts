import type { Backtest, BacktestPoint } from '@/lib/domain/backtest'
import { Colour } from '@/lib/domain/colour'
import { FEW_VERDICTS, type Missed, type MissedShare, type RuleOut, type RuleVerdicts, scopeOf } from '@/lib/domain/rule'
import type { Gate, RuleRecord } from '@/lib/domain/rule-gates'
import { GroupKind, type InferredKind, isInferredKind, isWorkKind, type WorkKind } from '@/lib/domain/rule-kinds'
import { formatCount } from './format'
import { ruleTexts } from './messages/rules'

export type EventRuleOut = Extract<RuleOut, { kind: 'urgency' | 'overdue' }>
/** A rule of several events together. */
export type GroupRuleOut = Extract<RuleOut, { kind: 'recurrence' | 'near_repeat' | 'threshold' }>
export type InferredRuleOut = Extract<RuleOut, { kind: InferredKind }>

/** Is it a rule of inference, which needs a record? */
export const isInferred = (rule: RuleOut): rule is InferredRuleOut => isInferredKind(rule.kind)

export type WorkRuleOut = Extract<RuleOut, { kind: WorkKind }>
/** Is it a rule of work that waits? */
export const isOfWork = (rule: RuleOut): rule is WorkRuleOut => isWorkKind(rule.kind)

export type QuietRuleOut = Extract<RuleOut, { kind: 'quiet' }>

export const isOfGroups = (rule: RuleOut): rule is GroupRuleOut => GroupKind.options.some((kind) => kind === rule.kind)

export type RuleState = keyof typeof ruleTexts.states
export const stateOf = ({ enabled, published }: RuleOut): RuleState => (!enabled ? 'off' : published ? 'told' : 'shadow')

/** The colours that alerts of a rule can have, the gravest first. */
export function coloursOf(rule: RuleOut): Colour[] {
  if (isInferred(rule)) return rule.kind === 'hotspot' ? ['blue'] : [...Colour.options]
  if (isOfGroups(rule) || isOfWork(rule) || rule.kind === 'quiet') return [rule.settings.colour]
  return Colour.options.filter((colour) => rule.settings.colours.some((row) => row.colour === colour))
}

/** Scope and hours of a rule: 2 类 · 1 处 · 工作日 08:00–18:00. */
export function reachWords(rule: RuleOut): string {
  const { types = [], grids = [] } = scopeOf(rule)
  const { scope } = ruleTexts
  const watched = rule.kind === 'lapsed_orders' ? rule.settings.services : types
  const parts = [...(watched.length > 0 ? [scope.ofTypes(watched.length)] : []), ...(grids.length > 0 ? [scope.ofGrids(grids.length)] : [])]
  const { hours } = rule
  const calls = hours ? [ruleTexts.hours.words(ruleTexts.hours.days[hours.dayKind], hours.from, hours.to)] : []
  return [...(parts.length > 0 ? parts : [scope.all]), ...calls].join(' · ')
}

export const percent = (share: number | null | undefined): string => (share == null ? '—' : `${Math.round(100 * share)}%`)
export const decimal = (value: number | null | undefined, digits = 1): string => (value == null ? '—' : String(Number(value.toFixed(digits))))

/** What a gate asks and what there is, in words. */
export function gateWords({ gate, asked, reached }: Gate): { name: string; reached: string } {
  const of = (value: number) => (gate === 'detection' ? percent(value) : gate === 'falsePer100Days' ? decimal(value) : formatCount(Math.round(value)))
  return {
    name: ruleTexts.gates.names[gate](of(asked)),
    reached: reached === null ? ruleTexts.gates.unknown : ruleTexts.gates.reached[gate](of(reached)),
  }
}

/** Alerts a day of a rule of fact; 尚无历史 before it is a day old. */
export function volumeText(record: RuleRecord | null): string {
  if (!record) return ruleTexts.noVolume
  return ruleTexts.volume(decimal(record.alertsPerDay), formatCount(Math.round(record.days)))
}

/** The point of a curve at a threshold, or the nearest. */
export function pointAt({ curve }: Pick<Backtest, 'curve'>, interval: number): BacktestPoint | null {
  const away = (point: BacktestPoint) => Math.abs(Math.log(point.interval / interval))
  return curve.reduce<BacktestPoint | null>((best, point) => (best === null || away(point) < away(best) ? point : best), null)
}

/** The record as it would be at another threshold of the same backtest. */
export function recordAt(record: RuleRecord, { detection, falsePer100Days, alertsPerYear }: BacktestPoint): RuleRecord {
  return { ...record, ...(detection !== null && { detection }), falsePer100Days, alertsPerDay: alertsPerYear / 365 }
}

/** What weekly questions say of what is missed. */
export function missedWords({ candidates, quiet }: Missed): string {
  const shareWords = ({ yes, of, share }: MissedShare) =>
    share === null
      ? ruleTexts.missed.none
      : ruleTexts.missed.share(String(yes), String(of), percent(share.value), percent(share.low), percent(share.high))
  return ruleTexts.missed.all(shareWords(candidates), shareWords(quiet))
}

/** What people said of a rule's alerts, and how far that goes. */
export function verdictWords(verdicts: RuleVerdicts): string {
  const { precision } = verdicts
  const texts = ruleTexts.verdicts
  const counts = texts.counts(formatCount(verdicts.true), formatCount(verdicts.false), formatCount(verdicts.unclear))
  const share = precision ? texts.precision(percent(precision.value), percent(precision.low), percent(precision.high)) : texts.few(FEW_VERDICTS)
  return texts.all(counts, share)
}
