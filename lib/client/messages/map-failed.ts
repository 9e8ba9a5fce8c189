import { inLanguage } from '../language'
import { en } from './map-failed.en'
import { zh } from './map-failed.zh-CN'

/** Why the map cannot be shown, in the language of the page; read when it cannot. */
export const mapFailedTexts = inLanguage(zh, en)
