import { inLanguage } from '../language'
import { en } from './told.en'
import { zh } from './told.zh-CN'

/** Texts of pages that cannot be shown, in the language of the page: apart, since they are written by the server. */
export const toldTexts = inLanguage(zh, en)
