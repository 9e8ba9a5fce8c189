import { inLanguage } from '../language'
import { en } from './looked.en'
import { zh } from './looked.zh-CN'

/** Words of what changed since one last looked, in the language of the page. */
export const lookedTexts = inLanguage(zh, en)
