import { Role } from '@/lib/domain/access'
import { AlertAction, alertActionLabel } from '@/lib/domain/alert-actions'
import { AuditAction, type AuditRow } from '@/lib/domain/audit'
import { EventAction } from '@/lib/domain/event-actions'
import { EventState } from '@/lib/domain/life'
import { inList } from './in-list'
import { said } from './language'
import { accountTexts } from './messages/accounts'
import { auditTexts } from './messages/audit'
import { wallTexts } from './messages/wall'
import { stateName } from './names'
import { wordOf } from './word-of'
import { actionName } from './words'

const labels = { labels: 'plain' } as const
const named = (words: Readonly<Record<string, string>>, code: string): string => wordOf(words, code) ?? code

/** What was done, in words. */
export const auditActionName = (action: AuditAction): string => auditTexts.actions[action]

/** What it was done to: its kind in words, and its name or id. */
export function auditObject(object: AuditRow['object']): { kind: string; id: string } | null {
  return object && { kind: named(auditTexts.objects, object.kind), id: named(auditTexts.values, object.id) }
}

export type NamedValue = readonly [name: string, value: string]

/**
 * The details of a row as names and values, in words where there are words for them. What was changed (`from`, `to`) is told as one value,
 * and what did not change is left out.
 */
export function auditDetails(detail: Readonly<Record<string, unknown>>): NamedValue[] {
  const { from, to, ...others } = detail
  if (isObject(from) && isObject(to)) return changes(from, to)
  const [before, after] = [EventState.safeParse(from).data, EventState.safeParse(to).data]
  if (before !== undefined && after !== undefined)
    return [...auditDetails(others), [auditTexts.state, auditTexts.changed(stateName(before, labels), stateName(after, labels))]]
  return Object.entries(detail).flatMap(([name, value]): NamedValue[] => {
    if (value === undefined || value === null) return []
    if (isObject(value) && 'from' in value && 'to' in value) return [[nameOf(name), changed(name, value.from, value.to)]]
    if (Array.isArray(value) && value.length === 0) return []
    return [[nameOf(name), textOf(name, value)]]
  })
}

const nameOf = (name: string): string => named(auditTexts.names, name)
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)
const changed = (name: string, before: unknown, after: unknown): string => auditTexts.changed(textOf(name, before), textOf(name, after))

const changes = (from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>): NamedValue[] =>
  [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name): NamedValue[] =>
    JSON.stringify(from[name]) === JSON.stringify(to[name]) ? [] : [[nameOf(name), changed(name, from[name], to[name])]],
  )

/** Of a list of things each thing is a line, of a list of words all are one. */
function textOf(name: string, value: unknown): string {
  if (value === undefined || value === null || value === '') return auditTexts.nothing
  if (typeof value === 'boolean') return value ? auditTexts.yes : auditTexts.no
  if (typeof value === 'number') return numberWord(name, value)
  if (Array.isArray(value))
    return value.some(isObject) ? value.map((one) => textOf(name, one)).join('\n') : inList(value.map((one) => textOf(name, one)))
  if (isObject(value))
    return Object.entries(value)
      .map(([of, one]) => `${nameOf(of)} ${textOf(of, one)}`)
      .join(' · ')
  return valueWord(name, String(value))
}

/** Epoch milliseconds of this century come under a name of a moment. */
const MOMENT = /At$|^until$/
function numberWord(name: string, value: number): string {
  if (MOMENT.test(name) && value > Date.UTC(2000, 0)) return auditTime(new Date(value).toISOString())
  return name === 'urgency' ? (wallTexts.feed.urgency[value - 1] ?? String(value)) : String(value)
}

/** Names of people and things, which may be any word. */
const TOLD_AS_THEY_ARE = new Set(['name', 'username', 'lead', 'department', 'file'])
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
function valueWord(name: string, text: string): string {
  if (INSTANT.test(text)) return auditTime(text)
  const role = Role.safeParse(text)
  if (name === 'role' && role.success) return accountTexts.roles[role.data]
  const action = EventAction.safeParse(text)
  if (name === 'action' && action.success) return actionName(action.data, labels)
  const onAlert = AlertAction.safeParse(text)
  if (name === 'action' && onAlert.success) return said(alertActionLabel(onAlert.data))
  const audited = AuditAction.safeParse(text)
  if (name === 'action' && audited.success) return auditActionName(audited.data)
  return TOLD_AS_THEY_ARE.has(name) ? text : named(auditTexts.values, text)
}

/** A moment of the county's clock. */
export const auditTime = (text: string): string =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))
