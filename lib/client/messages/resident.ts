import { inLanguage } from '../language'
import { en } from './resident.en'
import { zh } from './resident.zh-CN'

/** Texts of the pages for people without an account, in the language of the page. */
export const residentTexts = inLanguage(zh, en)
