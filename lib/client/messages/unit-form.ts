import { inLanguage } from '../language'
import { en } from './unit-form.en'
import { zh } from './unit-form.zh-CN'

/** Texts of the form of a unit (组织), in the language of the page. */
export const unitFormTexts = inLanguage(zh, en)
