import type { Translated } from '../language'
import type { zh } from './pick.zh-CN'

export const en: Translated<typeof zh> = {
  search: (n) => `Type to find one of ${n}`,
  none: 'Nothing found.',
  more: (n) => `${n} more: type on.`,
  remove: (name) => `Take away ${name}`,
  onMap: 'On the map',
  pointHint: 'Longitude,latitude (WGS84), as in 112.2340,33.0340; may be left empty',
  mapFailed: 'The map did not open: write longitude and latitude.',
}
