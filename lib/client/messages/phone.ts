import { inLanguage } from '../language'
import { en } from './phone.en'
import { zh } from './phone.zh-CN'

/** Texts of what works on a phone without a signal, in the language of the page. */
export const phoneTexts = inLanguage(zh, en)
