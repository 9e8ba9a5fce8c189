import { inLanguage } from '../language'
import { en } from './narrow.en'
import { zh } from './narrow.zh-CN'

/** Words for a screen that is too small for the past, in the language of the page. */
export const narrowTexts = inLanguage(zh, en)
