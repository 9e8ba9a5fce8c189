import { inLanguage } from '../language'
import { en } from './budget.en'
import { zh } from './budget.zh-CN'

/** Words of the budget of alerts, in the language of the page. */
export const budgetTexts = inLanguage(zh, en)
