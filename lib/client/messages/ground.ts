import { inLanguage } from '../language'
import { en } from './ground.en'
import { zh } from './ground.zh-CN'

/** Texts of the small map of a place (周边), in the language of the page. */
export const groundTexts = inLanguage(zh, en)
