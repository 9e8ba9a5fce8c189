import { inLanguage } from '../language'
import { en } from './alerts.en'
import { zh } from './alerts.zh-CN'

/** Words of alerts, in the language of the page. */
export const alertTexts = inLanguage(zh, en)
