import { inLanguage } from '../language'
import { en } from './screen.en'
import { zh } from './screen.zh-CN'

/** Texts of walls that tour and are steered, in the language of the page. */
export const screenTexts = inLanguage(zh, en)
