import { inLanguage } from '../language'
import { en } from './admin.en'
import { zh } from './admin.zh-CN'

/** Texts of the pages of administrators and auditors, in the language of the page. */
export const adminTexts = inLanguage(zh, en)
