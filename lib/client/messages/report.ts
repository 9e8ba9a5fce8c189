import { inLanguage } from '../language'
import { en } from './report.en'
import { zh } from './report.zh-CN'

/** Texts of the report form (上报), in the language of the page. */
export const reportTexts = inLanguage(zh, en)
