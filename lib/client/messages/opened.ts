import { inLanguage } from '../language'
import { en } from './opened.en'
import { zh } from './opened.zh-CN'

/** Texts of what is opened over the map, in the language of the page: apart from those of the wall, which begins without it. */
export const openedTexts = inLanguage(zh, en)
