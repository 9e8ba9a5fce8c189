import { inLanguage } from '../language'
import { en } from './quiet-rule.en'
import { zh } from './quiet-rule.zh-CN'

/** Words of rules of silences by the clock and of their alerts, in the language of the page. */
export const quietRuleTexts = inLanguage(zh, en)
