import { inLanguage } from '../language'
import { en } from './audit.en'
import { zh } from './audit.zh-CN'

/** Words of what the audit holds in codes, in the language of the page. */
export const auditTexts = inLanguage(zh, en)
