import { inLanguage } from '../language'
import { en } from './fault.en'
import { zh } from './fault.zh-CN'

/** Texts of a page that could not be drawn. */
export const faultTexts = inLanguage(zh, en)
