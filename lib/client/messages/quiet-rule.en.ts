import type { Translated } from '../language'
import type { zh } from './quiet-rule.zh-CN'

export const en: Translated<typeof zh> = {
  condition:
    'Raised when nothing (of the types that it watches) was received from a grid for so many hours, once a silence; it ends as soon as something is. It says only that nothing was received, not whether nothing happened or nobody reported. Hours in which a source was in maintenance or missing do not count.',
  last: 'Last received',
  asks: 'Raised when nothing was received from a grid for so many hours, once a silence, until something is:',
  hours: 'Hours',
  types: 'Only types with these codes, between commas (empty: all that are not sensitive)',
  why: 'It says only that nothing was received: grids in which little happens raise it often, so try it before you switch it on. Grids from which nothing was ever received raise none, nor what was silent for so long before it was switched on; hours in which a source was in maintenance or missing do not count. The rule of silences goes by what is usual of each grid.',
}
