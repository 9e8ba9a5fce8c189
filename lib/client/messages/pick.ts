import { inLanguage } from '../language'
import { en } from './pick.en'
import { zh } from './pick.zh-CN'

/** Texts of fields in which some of many, or a point, are chosen, in the language of the page. */
export const pickTexts = inLanguage(zh, en)
