import { inLanguage } from '../language'
import { en } from './at-it.en'
import { zh } from './at-it.zh-CN'

/** Words of who is at an event, in the language of the page. */
export const atItTexts = inLanguage(zh, en)
