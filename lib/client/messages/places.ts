import { inLanguage } from '../language'
import { en } from './places.en'
import { zh } from './places.zh-CN'

/** Texts of the page of service places, in the language of the page. */
export const placeTexts = inLanguage(zh, en)
