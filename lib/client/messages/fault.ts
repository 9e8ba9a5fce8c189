import { inLanguage } from '../language'
import { en } from './fault.en'
import { zh } from './fault.zh-CN'

/** Texts of a page that could not be drawn: apart, since every page is sent them. */
export const faultTexts = inLanguage(zh, en)
