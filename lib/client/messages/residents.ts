import { inLanguage } from '../language'
import { en } from './residents.en'
import { zh } from './residents.zh-CN'

/** Texts of residents' phones for those who work with households, in the language of the page. */
export const residentsTexts = inLanguage(zh, en)
