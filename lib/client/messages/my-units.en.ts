import type { Translated } from '../language'
import type { zh } from './my-units.zh-CN'
import { en as units } from './units.en'

export const en: Translated<typeof zh> = {
  title: 'My teams and units',
  none: 'You are in no unit now. What is yours from before still stands here.',
  registered: (as) => `Reported here: ${as}`,
  can: (skills) => `Good at ${skills}`,
  and: ', ',
  roles: units.roles,
  as: units.registered,
  skills: units.skills,
}
