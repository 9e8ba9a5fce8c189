import type { Translated } from '../language'
import type { zh } from './questions.zh-CN'

export const en: Translated<typeof zh> = {
  title: 'Was anything unusual here last week?',
  note: 'A few places are drawn each week; the answers only estimate what early warning misses and change no alert.',
  left: (n) => `${n} left`,
  week: (from, to) => `${from} to ${to}`,
  answers: { yes: 'Yes', no: 'No', unclear: 'Hard to say' },
  remark: 'Remark (optional)',
  failed: 'The questions could not be read',
  faults: {
    conflict: 'Somebody has answered this one, or it is too old.',
    other: 'It did not work; please try again.',
  },
}
