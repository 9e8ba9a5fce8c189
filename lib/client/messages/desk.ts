import { inLanguage } from '../language'
import { en } from './desk.en'
import { zh } from './desk.zh-CN'

/** Texts of the desk (工作台), of the page of one event, and of what is done with events, in the language of the page. */
export const deskTexts = inLanguage(zh, en)
