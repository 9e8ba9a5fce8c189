import type { Viewer } from './access'
import type { AlertRecord } from './alert-record'
import { gridsOf } from './alert-record'
import { alertFor, type Names, streetsOf } from './alert-told'
import { EVENT_CLASSES } from './category'
import { COLOURS, Colour } from './colour'
import { isWithin, shortName } from './grid'
import type { Language } from './language'
import type { PushPayload } from './push'
import { isWorkKind } from './rule-kinds'
import { englishType } from './type-names'

/** Names of grids in English, by code. */
type EnglishOf = (code: string) => string
type Told = Pick<PushPayload, 'title' | 'body' | 'tag' | 'url'>

const titleOf = (colour: Colour, language: Language): string => {
  const { words, numeral } = COLOURS[colour]
  return language === 'en' ? `${words.en} alert ${numeral}` : `${words.zh}色预警 ${numeral}`
}

/** The streets of an alert that the viewer's area is, holds or lies in; all of them where none is, since whoever is called for it stands there. */
function ownStreets(alert: AlertRecord, { scope }: Viewer, names: Names): string[] {
  const all = streetsOf(alert, names)
  const own = all.filter((street) => scope.kind === 'grids' && scope.prefixes.some((prefix) => isWithin(street, prefix) || isWithin(prefix, street)))
  return own.length > 0 ? own : all
}

/** Of sensitive types no more than a number of a street, as screens and walls have it: 涅阳街道：敏感类预警 1. */
function sensitiveBody(alert: AlertRecord, viewer: Viewer, names: Names, language: Language, english: EnglishOf): string {
  const streets = ownStreets(alert, viewer, names)
  if (language === 'en') return streets.map((code) => `${english(code)}: 1 sensitive alert`).join('; ')
  return streets.map((code) => `${shortName(names.byCode.get(code)?.name ?? code)}：敏感类预警 1`).join('；')
}

/** What an alert is about: its types, or the class that several of them are of. */
function typesInEnglish(types: readonly string[], { typeByCode }: Names): string {
  const nameOf = (code: string) => typeByCode.get(code)?.name ?? code
  const classes = new Set(types.map((code) => typeByCode.get(code)?.classCode))
  const ofClass = types.length > 1 && classes.size === 1 ? EVENT_CLASSES.find(({ code }) => classes.has(code)) : undefined
  return ofClass?.english ?? types.map((code) => englishType(nameOf(code)) ?? nameOf(code)).join(', ')
}

const WORK_IN_ENGLISH = { unvisited: 'Visits overdue', lapsed_orders: 'Orders that nobody took' } as const

/** What a browser is told of an alert, as this viewer is told of it, without personal data; null: the viewer may know nothing of it. */
export function pushOf(alert: AlertRecord, viewer: Viewer, names: Names, language: Language, english: EnglishOf): Told | null {
  const url = `/alerts?alert=${alert.id}`
  // the same as a page's own notice, so that one replaces the other
  const [title, tag] = [titleOf(alert.colour, language), `${alert.id} ${alert.colour}`]
  if (alert.sensitive) return { title, tag, url, body: sensitiveBody(alert, viewer, names, language, english) }
  const told = alertFor(alert, viewer, names)
  if (!told) return null
  if (language !== 'en') return { title, tag, url, body: told.headline }
  const [first = gridsOf(alert)[0] ?? '', ...others] = told.grids
  const place = others.length > 0 ? `${english(first)} and ${others.length} more` : english(first)
  if (isWorkKind(told.rule.kind)) return { title, tag, url, body: `${WORK_IN_ENGLISH[told.rule.kind]}: ${told.observed}, ${place}` }
  if (told.silent) return { title, tag, url, body: `Nothing received for ${told.silent.hours} hours, ${place}` }
  const types = typesInEnglish(told.types, names)
  return { title, tag, url, body: `${types}: ${told.observed} ${told.observed === 1 ? 'event' : 'events'}, ${place}` }
}

/** What quiet hours held back, or what was beyond the budget of alerts, told as one. */
export function digestPush(alerts: readonly Pick<AlertRecord, 'colour' | 'ladder'>[], language: Language): Told {
  const counts = Colour.options.flatMap((colour) => {
    const n = alerts.filter((alert) => alert.colour === colour).length
    return n === 0 ? [] : [language === 'en' ? `${n} ${COLOURS[colour].words.en.toLowerCase()}` : `${COLOURS[colour].words.zh}色 ${n}`]
  })
  const n = alerts.length
  const isBeyond = alerts.some(({ ladder }) => ladder.digest !== null)
  const [title, body] =
    language === 'en'
      ? [isBeyond ? 'Digest of alerts' : 'Alerts of your quiet hours', `${n} waiting: ${counts.join(', ')}`]
      : [isBeyond ? '预警汇总' : '安静时段的预警', `${n} 条待签收：${counts.join('、')}`]
  return { title, body, tag: 'digest', url: '/alerts' }
}

/** What is sent to see whether it arrives. */
export const testPush = (language: Language): Told => ({
  ...(language === 'en'
    ? { title: 'Gridsight', body: 'A test: this browser can be told of alerts.' }
    : { title: '网格化治理平台', body: '测试：这个浏览器收得到预警推送。' }),
  ...{ tag: 'test', url: '/account' },
})
