import { inLanguage } from '../language'
import { en } from './source-fields.en'
import { zh } from './source-fields.zh-CN'

/** What fields of a source's rows are called, in the language of the page. */
export const sourceFieldsTexts = inLanguage(zh, en)
