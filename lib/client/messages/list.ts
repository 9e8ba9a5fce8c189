import { inLanguage } from '../language'
import { en } from './list.en'
import { zh } from './list.zh-CN'

/** Texts of the list of events (事件清单), in the language of the page. */
export const listTexts = inLanguage(zh, en)
