import * as z from 'zod/mini'
import type { Alert, AlertStep, AlertStepName } from '@/lib/domain/alert'
import { AlertAction, alertActionLabel } from '@/lib/domain/alert-actions'
import { EVENT_CLASSES } from '@/lib/domain/category'
import { COLOURS, Colour } from '@/lib/domain/colour'
import { Rung } from '@/lib/domain/ladder'
import type { RuleRecord } from '@/lib/domain/rule-gates'
import { isInferredKind, isMadeByHand } from '@/lib/domain/rule-kinds'
import { englishType } from '@/lib/domain/type-names'
import { formatCount } from './format'
import { inList } from './in-list'
import { currentLanguage, said } from './language'
import { alertTexts } from './messages/alerts'
import { wordOf } from './word-of'

/** A headline as the server writes it (alert-told.ts): types：how many，where. */
const HEADLINE = /^(?<types>[^：]*)：.*，(?<place>[^，]*)$/

/** What stands in the place of types where an alert is of none, or of a whole class. */
const OF_NO_TYPE = new Map<string, string>([
  ['静默', 'Silence'],
  ['走访逾期', 'Visits overdue'],
  ['无人接单', 'Orders untaken'],
  ['静默超时', 'Quiet too long'],
  ...EVENT_CLASSES.map(({ name, english }): [string, string] => [name, english]),
])

const oneType = (name: string): string => said({ zh: name, en: OF_NO_TYPE.get(name) ?? englishType(name) ?? name }).split('/')[0] ?? name

/**
 * What an alert is about and where it is, by the names in its headline: the server knows which of them this viewer may know. In English the
 * place is `named` where the page has names of its own (alert-place.ts).
 */
export function alertParts({ headline }: Pick<Alert, 'headline'>, named: string | null = null): { what: string; place: string } {
  const { types, place } = HEADLINE.exec(headline)?.groups ?? {}
  if (types === undefined || place === undefined) return { what: headline, place: '' }
  const what = inList(types.split('、').map(oneType))
  return { what, place: currentLanguage() === 'en' ? (named ?? place.replace(/等 (\d+) 个网格$/, alertTexts.manyGrids('$1'))) : place }
}

type Counted = Pick<Alert, 'rule' | 'observed' | 'expected' | 'holding' | 'endedBy' | 'work' | 'silent'>

/** How many events, and how many of them still meet the condition, or how many are usual: 特急事件 3 件，未办结 2 件; or for how long nothing came. */
export const alertCounts = (alert: Counted): string => countParts(alert).join(alertTexts.comma)

/** The same part by part: between them alone a line may end. */
export function countParts(alert: Counted): string[] {
  const { rule, observed, expected, holding, endedBy, work, silent } = alert
  if (endedBy === 'withdrawn') return [alertTexts.endedBy.withdrawn]
  if (isInferredKind(rule.kind)) return [alertTexts.rules[rule.kind].events(formatCount(observed)), alertTexts.expected(expected.toFixed(1))]
  const { events, holding: still } = alertTexts.rules[rule.kind]
  // nothing was received at all, or nothing of the types that its rule names
  if (silent) return [(silent.some ? still : events)(formatCount(silent.hours))]
  const of = work?.duty ? `${work.duty.name} ` : ''
  return [`${of}${events(formatCount(observed))}`, ...(holding === observed ? [] : [still(formatCount(holding))])]
}

/** How rare it is, over all places, windows and streams of a night: 纯属偶然的话约 240 天一次. */
export function rarityText({ recurrenceInterval, extrapolated }: Pick<Alert, 'recurrenceInterval' | 'extrapolated'>): string | null {
  if (recurrenceInterval === undefined) return null
  const days = recurrenceInterval >= 1_000 ? null : formatCount(Number(recurrenceInterval.toPrecision(2)))
  return `${alertTexts.rarity(days)}${extrapolated ? alertTexts.extrapolated : ''}`
}

/** A colour by its word and numeral, which stand together everywhere: 红色 I. */
export const colourName = (colour: Colour): string => alertTexts.colour(alertTexts.colours[colour], COLOURS[colour].numeral)

/** A rule with its version: as the county names it, in English by its kind. */
export const ruleName = (rule: Alert['rule']): string =>
  alertTexts.ruleVersion(currentLanguage() === 'en' && !isMadeByHand(rule) ? alertTexts.rules[rule.kind].name : rule.name, rule.version)

/** What is known of how the rule does. */
export function recordText(record: RuleRecord | null): string {
  if (!record) return alertTexts.record.none
  const { kind, alertsPerDay, days, precision, detection, falsePer100Days } = record
  const texts = alertTexts.record
  if (kind === 'statistical') {
    const percent = (share: number) => String(Math.round(100 * share))
    const known = [
      precision === undefined ? null : texts.precision(percent(precision)),
      detection === undefined ? null : texts.detection(percent(detection)),
      falsePer100Days === undefined ? null : texts.false(String(Number(falsePer100Days.toFixed(2)))),
    ]
    return [...known.filter((text) => text !== null), texts.tried(formatCount(Math.round(days)))].join(' · ')
  }
  return texts.volume(alertsPerDay < 10 ? String(Number(alertsPerDay.toFixed(1))) : formatCount(Math.round(alertsPerDay)), formatCount(days))
}

export const alertActionName = (action: AlertAction): string => said(alertActionLabel(action))

/** What a step of the timeline is called. */
export function alertStepName(step: AlertStepName, detail: AlertStep['detail'] = {}): string {
  if (step === 'called') {
    const rung = Rung.safeParse(detail.rung)
    return rung.success ? alertTexts.ladder.calls(alertTexts.rungs[rung.data].post) : alertTexts.ladder.nobody
  }
  if (step === 'muted' && detail.hours) return alertTexts.steps.waits
  const action = AlertAction.safeParse(step)
  return action.success ? alertActionName(action.data) : (wordOf(alertTexts.steps, step) ?? step)
}

const Called = z.object({
  people: z.optional(z.array(z.object({ name: z.string() }))),
  passed: z.optional(z.array(z.object({ rung: Rung, result: z.enum(['vacant', 'same']) }))),
})

const Inhibited = z.object({ by: z.object({ colour: Colour, headline: z.string() }) })

/** What came with a step, as far as it can be said without looking further. */
export function alertStepWords({ detail }: Pick<AlertStep, 'detail'>): string[] {
  const { endedBy, verdict, from, repeat } = detail
  const named = (texts: Readonly<Record<string, string>>, name: unknown) => (typeof name === 'string' ? (texts[name] ?? null) : null)
  const before = named(alertTexts.colours, from)
  const by = Inhibited.safeParse(detail).data?.by
  const inhibitor = by && alertParts(by)
  const { people, passed } = Called.safeParse(detail).data ?? {}
  const skipped = passed?.map(({ rung, result }) => alertTexts.ladder.skipped(alertTexts.rungs[rung].post, alertTexts.ladder.results[result]))
  return [
    by && inhibitor ? [colourName(by.colour), inhibitor.what, inhibitor.place].filter(Boolean).join(' · ') : null,
    people && people.length > 0 ? inList(people.map(({ name }) => name)) : null,
    ...(skipped ?? []),
    typeof repeat === 'number' ? alertTexts.ladder.repeated(repeat) : null,
    named(alertTexts.endedBy, endedBy),
    named(alertTexts.verdicts, verdict),
    before === null ? null : alertTexts.wasColour(before),
  ].filter((text) => text !== null)
}

/** What an alert has become of: escalated to whom, inhibited, given a verdict, told in part. */
export function alertMarks(alert: Pick<Alert, 'partial' | 'escalation' | 'verdict' | 'inhibited'>): string[] {
  return [
    ...(alert.escalation?.rung && alert.escalation.step > 0 ? [alertTexts.escalated(alertTexts.rungs[alert.escalation.rung].post)] : []),
    ...(alert.inhibited ? [alertTexts.inhibited] : []),
    ...(alert.verdict ? [alertTexts.verdicts[alert.verdict]] : []),
    ...(alert.partial ? [alertTexts.partial] : []),
  ]
}
