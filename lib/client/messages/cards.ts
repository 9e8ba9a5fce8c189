import { inLanguage } from '../language'
import { en } from './cards.en'
import { zh } from './cards.zh-CN'

/** Words of what the card holds in codes, in the language of the page. */
export const cardTexts = inLanguage(zh, en)
