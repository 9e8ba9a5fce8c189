import { inLanguage } from '../language'
import { en } from './questions.en'
import { zh } from './questions.zh-CN'

/** Words of weekly questions, in the language of the page. */
export const questionTexts = inLanguage(zh, en)
