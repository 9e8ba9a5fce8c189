import { inLanguage } from '../language'
import { en } from './units.en'
import { zh } from './units.zh-CN'

/** Texts of units (组织), in the language of the page. */
export const unitTexts = inLanguage(zh, en)
