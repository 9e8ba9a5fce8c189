import { inLanguage } from '../language'
import { en } from './duties.en'
import { zh } from './duties.zh-CN'

/** Texts of the page of duties, in the language of the page. */
export const dutyTexts = inLanguage(zh, en)
