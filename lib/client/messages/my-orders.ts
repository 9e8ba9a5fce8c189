import { inLanguage } from '../language'
import { en } from './my-orders.en'
import { zh } from './my-orders.zh-CN'

/** Texts of services on a resident's own page, in the language of the page. */
export const myOrderTexts = inLanguage(zh, en)
