import { inLanguage } from '../language'
import { en } from './reports.en'
import { zh } from './reports.zh-CN'

/** Words of judgement reports, in the language of the page; the documents themselves are in Chinese. */
export const reportsTexts = inLanguage(zh, en)
