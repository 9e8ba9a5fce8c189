import * as z from 'zod/mini'
import { formatMoment } from './due'
import { deskTexts } from './messages/desk'
import { wallTexts } from './messages/wall'
import { wordOf } from './word-of'
import { type EventWords, placeName, shortType } from './words'

const { event: texts } = deskTexts
const Change = z.object({
  fields: z.array(z.string()),
  before: z._default(z.record(z.string(), z.unknown()), {}),
  after: z._default(z.record(z.string(), z.unknown()), {}),
})

/** What an update changed, a line a field: 类型：邻里纠纷 → 暴露垃圾; the words before and after only where they are told. */
export function changedFields(detail: Record<string, unknown>, words: EventWords, now: number): string[] {
  const { data } = Change.safeParse(detail)
  if (!data) return []
  return data.fields.map((field) => {
    const name = wordOf(texts.fields, field) ?? field
    const [before, after] = [valueText(field, data.before[field], words, now), valueText(field, data.after[field], words, now)]
    return before === null && after === null ? name : texts.changedField(name, before ?? texts.empty, after ?? texts.empty)
  })
}

/** A value in words; null of none, and of a place on the map, which says nothing to people. */
function valueText(field: string, value: unknown, words: EventWords, now: number): string | null {
  if (field === 'urgency' && typeof value === 'number') return wallTexts.feed.urgency[value - 1] ?? String(value)
  if (typeof value !== 'string' || value === '') return null
  if (field === 'type') return shortType(words.typeOf(value), value)
  if (field === 'grid') return placeName(value, words)
  return field === 'occurredAt' || field === 'handledAt' ? formatMoment(value, now) : value
}
