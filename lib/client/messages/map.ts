import { inLanguage } from '../language'
import { en } from './map.en'
import { zh } from './map.zh-CN'

/** Texts of the map as it is gone through by keys, in the language of the page. */
export const mapTexts = inLanguage(zh, en)
