import { inLanguage } from '../language'
import { en } from './task-orders.en'
import { zh } from './task-orders.zh-CN'

/** Texts of the search of every page, in the language of the page. */
export const taskOrderTexts = inLanguage(zh, en)
