import type { Alert } from './alert'
import type { AlertState, EndedBy, Verdict } from './alert-record'
import { stampOf } from './clock'
import { COLOURS } from './colour'
import { type ExportColumn, type ExportWords, saidIn } from './event-export'
import type { Language, Words } from './language'
import { isMadeByHand, type RuleKind } from './rule-kinds'
import { englishType } from './type-names'

const STATES: Record<AlertState, Words> = {
  firing: { zh: '待签收', en: 'Waiting' },
  acknowledged: { zh: '已签收', en: 'Acknowledged' },
  resolved: { zh: '已解除', en: 'Resolved' },
}
const ENDS: Record<EndedBy, Words> = {
  condition: { zh: '条件已消失', en: 'Condition gone' },
  person: { zh: '人工解除', en: 'By somebody' },
  merged: { zh: '并入另一条预警', en: 'Part of another' },
  withdrawn: { zh: '依据撤销', en: 'Withdrawn' },
}
const VERDICTS: Record<Verdict, Words> = {
  true: { zh: '属实', en: 'True' },
  false: { zh: '误报', en: 'False alarm' },
  unclear: { zh: '不明', en: 'Unclear' },
}
/** What the rules that ship are called in English, by kind, as on the page of alerts; one that was made by hand is called as it was named. */
export const ENGLISH_RULES: Readonly<Record<RuleKind, string>> = {
  ...{ urgency: 'Critical', overdue: 'Overdue', recurrence: 'Recurrence', near_repeat: 'Near-repeat', threshold: 'Threshold' },
  ...{ unvisited: 'Visits overdue', lapsed_orders: 'Orders untaken', quiet: 'Quiet too long' },
  ...{ cluster: 'Cluster', hotspot: 'Hot spot', silence: 'Silence', surge: 'Surge' },
}
const ruleOf = ({ rule }: Alert, language: Language): string => (language === 'en' && !isMadeByHand(rule) ? ENGLISH_RULES[rule.kind] : rule.name)

/** More places than these are counted beside them. */
const NAMED = 3

const at = (instant: string | undefined) => (instant === undefined ? null : stampOf(Date.parse(instant)))
const typesOf = ({ types }: Alert, { language, type }: ExportWords): string =>
  types
    .map((code) => {
      const name = type(code)?.name ?? code
      return language === 'en' ? (englishType(name) ?? name) : name
    })
    .join(language === 'en' ? '; ' : '、')

/** The columns of an export of alerts, as the viewer is told of them: nobody's name, and nothing that was written about one. */
export const ALERT_COLUMNS: readonly ExportColumn<Alert>[] = [
  { label: { zh: '开始时间', en: 'Began' }, width: 17, of: ({ startedAt }) => at(startedAt) },
  {
    label: { zh: '级别', en: 'Colour' },
    width: 10,
    of: ({ colour }, { language }) => `${saidIn(language, COLOURS[colour].words)} ${COLOURS[colour].numeral}`,
  },
  { label: { zh: '规则', en: 'Rule' }, width: 18, of: (alert, { language }) => `${ruleOf(alert, language)} v${alert.rule.version}` },
  // the headline is Chinese
  {
    label: { zh: '事由', en: 'What' },
    width: 44,
    of: (alert, words) => (words.language === 'en' ? `${typesOf(alert, words) || ruleOf(alert, 'en')}: ${alert.observed}` : alert.headline),
  },
  {
    label: { zh: '地点', en: 'Place' },
    width: 44,
    of: ({ grids }, { language, place }) =>
      grids
        .slice(0, NAMED)
        .map(place)
        .join(language === 'en' ? '; ' : '；'),
  },
  { label: { zh: '网格数', en: 'Grids' }, width: 8, of: ({ grids }) => grids.length },
  { label: { zh: '类型', en: 'Types' }, width: 26, of: typesOf },
  { label: { zh: '数量', en: 'Counted' }, width: 8, of: ({ observed }) => observed },
  { label: { zh: '常态', en: 'Usual' }, width: 8, of: ({ expected }) => Math.round(expected * 100) / 100 },
  { label: { zh: '状态', en: 'State' }, width: 12, of: ({ state }, { language }) => saidIn(language, STATES[state]) },
  { label: { zh: '签收时间', en: 'Acknowledged' }, width: 17, of: ({ acknowledgedBy }) => at(acknowledgedBy?.at) },
  { label: { zh: '解除时间', en: 'Ended' }, width: 17, of: ({ endedAt }) => at(endedAt) },
  { label: { zh: '解除方式', en: 'Ended by' }, width: 16, of: ({ endedBy }, { language }) => (endedBy ? saidIn(language, ENDS[endedBy]) : null) },
  { label: { zh: '定性', en: 'Verdict' }, width: 10, of: ({ verdict }, { language }) => (verdict ? saidIn(language, VERDICTS[verdict]) : null) },
  { label: { zh: '预警号', en: 'Alert' }, width: 38, of: ({ id }) => id },
]
