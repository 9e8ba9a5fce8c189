import { inLanguage } from '../language'
import { en } from './site.en'
import { zh } from './site.zh-CN'

/** Texts about the product itself, in the language of the page: apart, since no page needs them in its own code. */
export const siteTexts = inLanguage(zh, en)
