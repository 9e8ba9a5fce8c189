import { inLanguage } from '../language'
import { en } from './roster.en'
import { zh } from './roster.zh-CN'

/** Words of the duty roster, in the language of the page. */
export const rosterTexts = inLanguage(zh, en)
