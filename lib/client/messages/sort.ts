import { inLanguage } from '../language'
import { en } from './sort.en'
import { zh } from './sort.zh-CN'

/** Texts of what a list is sorted by, in the language of the page. */
export const sortTexts = inLanguage(zh, en)
