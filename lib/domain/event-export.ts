import { englishClass } from './category'
import { stampOf } from './clock'
import type { GridEvent } from './event'
import type { EventCard } from './event-facets'
import type { ExportCell } from './export'
import type { Language, Words } from './language'
import { LIGHT_LABELS, STATE_LABELS } from './lifecycle-labels'
import type { LabelSet } from './transition'
import { englishType } from './type-names'

/** What codes are called in an export. */
export type ExportWords = {
  language: Language
  labels: LabelSet
  type(code: string): { name: string; className: string } | undefined
  /** the grid with all that stands above it */
  place(code: string): string
  /** whom it was given to */
  party(party: NonNullable<GridEvent['lead']>): string
}
/** What a row of an export is of. */
export type ExportedEvent = { event: GridEvent; card: EventCard | null }

const URGENCY: readonly Words[] = [
  { zh: '特急', en: 'Critical' },
  { zh: '紧急', en: 'Urgent' },
  { zh: '较急', en: 'Raised' },
  { zh: '一般', en: 'Normal' },
]
const CARDS: Readonly<Record<EventCard, Words>> = { yellow: { zh: '黄牌', en: 'Yellow card' }, red: { zh: '红牌', en: 'Red card' } }

export const saidIn = (language: Language, words: Words | undefined): string => words?.[language === 'en' ? 'en' : 'zh'] ?? ''

/** A column of an export; `words`: only by a fresh code, since it holds what people wrote, or who they are. */
export type ExportColumn<Row> = { label: Words; width: number; words?: true; of(row: Row, words: ExportWords): ExportCell }
const at = (instant: string | null): ExportCell => (instant === null ? null : stampOf(Date.parse(instant)))

/** The columns of an export of events; those with `words` hold what people wrote. */
export const EVENT_COLUMNS: readonly ExportColumn<ExportedEvent>[] = [
  { label: { zh: '编号', en: 'Number' }, width: 17, of: ({ event }) => event.caseNumber },
  {
    label: { zh: '类型', en: 'Type' },
    width: 22,
    of: ({ event }, { language, type }) => {
      const name = type(event.type)?.name ?? event.type
      return language === 'en' ? (englishType(name) ?? name) : name
    },
  },
  {
    label: { zh: '大类', en: 'Class' },
    width: 12,
    of: ({ event }, { language, type }) => {
      const name = type(event.type)?.className ?? ''
      return language === 'en' ? (englishClass(name) ?? name) : name
    },
  },
  { label: { zh: '紧急程度', en: 'Urgency' }, width: 9, of: ({ event }, { language }) => saidIn(language, URGENCY[event.urgency - 1]) },
  { label: { zh: '地点', en: 'Place' }, width: 32, of: ({ event }, { place }) => place(event.grid) },
  { label: { zh: '网格编码', en: 'Grid' }, width: 20, of: ({ event }) => event.grid },
  { label: { zh: '状态', en: 'State' }, width: 12, of: ({ event }, { language, labels }) => saidIn(language, STATE_LABELS[labels][event.state]) },
  {
    label: { zh: '时限', en: 'Limit' },
    width: 8,
    of: ({ event }, { language }) => (event.status === 'open' ? saidIn(language, LIGHT_LABELS[event.light]) : null),
  },
  { label: { zh: '处置期限', en: 'Deadline' }, width: 17, of: ({ event }) => at(event.deadline) },
  { label: { zh: '督办', en: 'Card' }, width: 11, of: ({ card }, { language }) => (card ? saidIn(language, CARDS[card]) : null) },
  { label: { zh: '主办', en: 'Lead' }, width: 16, of: ({ event }, { party }) => (event.lead ? party(event.lead) : null) },
  { label: { zh: '发生时间', en: 'Occurred' }, width: 17, of: ({ event }) => at(event.occurredAt) },
  { label: { zh: '收到时间', en: 'Received' }, width: 17, of: ({ event }) => at(event.receivedAt) },
  { label: { zh: '办结时间', en: 'Closed' }, width: 17, of: ({ event }) => at(event.handledAt) },
  { label: { zh: '来源', en: 'Source' }, width: 12, of: ({ event }) => event.source },
  { label: { zh: '标题', en: 'Title' }, width: 30, words: true, of: ({ event }) => (event.words === 'masked' ? (event.title ?? null) : null) },
  {
    label: { zh: '情况说明', en: 'Description' },
    width: 50,
    words: true,
    of: ({ event }) => (event.words === 'masked' ? (event.description ?? null) : null),
  },
]

/** The columns of an export, with those that take a code or without: their names, widths in characters, and the cells of a row. */
export function exportColumns<Row>(
  all: readonly ExportColumn<Row>[],
  withWords: boolean,
): {
  labels: readonly Words[]
  widths: readonly number[]
  cells(row: Row, words: ExportWords): ExportCell[]
} {
  const columns = all.filter(({ words }) => withWords || !words)
  return {
    labels: columns.map(({ label }) => label),
    widths: columns.map(({ width }) => width),
    cells: (row, words) => columns.map(({ of }) => of(row, words)),
  }
}
