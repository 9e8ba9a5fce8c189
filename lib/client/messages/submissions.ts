import { inLanguage } from '../language'
import { en } from './submissions.en'
import { zh } from './submissions.zh-CN'

/** Texts of what dispatchers and administrators do for 随手拍, in the language of the page. */
export const submissionTexts = inLanguage(zh, en)
