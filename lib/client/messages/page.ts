import { inLanguage } from '../language'
import { en } from './page.en'
import { zh } from './page.zh-CN'

/** Texts of what stands around every page of work, in the language of the page. */
export const pageTexts = inLanguage(zh, en)
