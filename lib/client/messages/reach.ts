import { inLanguage } from '../language'
import { en } from './reach.en'
import { zh } from './reach.zh-CN'

/** Words of how alerts reach a person, in the language of the page. */
export const reachTexts = inLanguage(zh, en)
