import { inLanguage } from '../language'
import { en } from './rules.en'
import { zh } from './rules.zh-CN'

/** Words of the page of rules, in the language of the page. */
export const ruleTexts = inLanguage(zh, en)
