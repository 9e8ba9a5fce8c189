import { inLanguage } from '../language'
import { en } from './work-alerts.en'
import { zh } from './work-alerts.zh-CN'

/** Words of alerts of work that waits, in the language of the page. */
export const workAlertTexts = inLanguage(zh, en)
