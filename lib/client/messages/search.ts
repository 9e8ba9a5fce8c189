import { inLanguage } from '../language'
import { en } from './search.en'
import { zh } from './search.zh-CN'

/** Texts of the search of every page, in the language of the page. */
export const searchTexts = inLanguage(zh, en)
