import type { Translated } from '../language'
import type { zh } from './hand.zh-CN'

/** The same in English, text for text. */
export const en: Translated<typeof zh> = {
  places: 'Places',
  note: 'reported today',
  all: 'All',
  counts: (open, overdue) => `${open} open · ${overdue} overdue`,
  figures: 'Key figures',
  alerts: (n) => `Risk alerts ${n}`,
  show: (what) => `Show on the map: ${what}`,
  firing: 'to acknowledge',
  acknowledged: 'acknowledged',
  hidden: (street, n) => `${street}: sensitive ${n}`,
  newest: 'Newest events',
  none: 'No events yet',
  failed: 'Could not be read; it is tried again by itself',
  reading: 'Reading',
}
