import { inLanguage } from '../language'
import { en } from './visits.en'
import { zh } from './visits.zh-CN'

/** Texts of one's own items of duties on a phone, in the language of the page. */
export const visitTexts = inLanguage(zh, en)
