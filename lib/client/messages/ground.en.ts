import type { Translated } from '../language'
import type { zh } from './ground.zh-CN'

export const en: Translated<typeof zh> = {
  failed: 'The map of the surroundings could not be read; please try again shortly',
  reading: 'Reading the map of the surroundings',
  around: (names) => `Next to: ${names}`,
  roads: (names) => `Streets: ${names}`,
  comma: '; ',
  stop: '. ',
  metres: (n) => `${n} m`,
  kilometres: (n) => `${n} km`,
}
