import { inLanguage } from '../language'
import { en } from './my.en'
import { zh } from './my.zh-CN'

/** Texts of a resident's own page, in the language of the page. */
export const myTexts = inLanguage(zh, en)
