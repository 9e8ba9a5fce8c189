import { inLanguage } from '../language'
import { en } from './silences.en'
import { zh } from './silences.zh-CN'

/** Words of silences, in the language of the page. */
export const silenceTexts = inLanguage(zh, en)
