import { inLanguage } from '../language'
import { en } from './sources.en'
import { zh } from './sources.zh-CN'

/** Texts of sources and reconciliation, in the language of the page. */
export const sourcesTexts = inLanguage(zh, en)
