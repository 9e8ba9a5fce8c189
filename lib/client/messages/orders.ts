import { inLanguage } from '../language'
import { en } from './orders.en'
import { zh } from './orders.zh-CN'

/** Texts of the page of orders, in the language of the page. */
export const orderTexts = inLanguage(zh, en)
