import { inLanguage } from '../language'
import { en } from './hand.en'
import { zh } from './hand.zh-CN'

/** Texts of the board in a hand, in the language of the page. */
export const handTexts = inLanguage(zh, en)
