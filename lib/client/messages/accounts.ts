import { inLanguage } from '../language'
import { en } from './accounts.en'
import { zh } from './accounts.zh-CN'

/** Texts of signing in and of one’s own account, in the language of the page. */
export const accountTexts = inLanguage(zh, en)
