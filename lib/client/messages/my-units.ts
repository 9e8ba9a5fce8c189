import { inLanguage } from '../language'
import { en } from './my-units.en'
import { zh } from './my-units.zh-CN'

/** Texts of what one is in units on a resident's own page, in the language of the page. */
export const myUnitTexts = inLanguage(zh, en)
