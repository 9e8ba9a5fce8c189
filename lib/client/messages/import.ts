import { inLanguage } from '../language'
import { en } from './import.en'
import { zh } from './import.zh-CN'

/** Texts of files that are sent whole, in the language of the page. */
export const importTexts = inLanguage(zh, en)
