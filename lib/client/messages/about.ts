import { inLanguage } from '../language'
import { en } from './about.en'
import { zh } from './about.zh-CN'

/** What each page is for, in the language of the page: apart, since the wall says nothing of it. */
export const aboutTexts = inLanguage(zh, en)
