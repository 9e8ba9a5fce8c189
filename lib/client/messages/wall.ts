import { inLanguage } from '../language'
import { en } from './wall.en'
import { zh } from './wall.zh-CN'

/** Texts of the wall, and those that every page shares, in the language of the page. */
export const wallTexts = inLanguage(zh, en)
