import { inLanguage } from '../language'
import { en } from './step.en'
import { zh } from './step.zh-CN'

/** Texts of the way from one event to the next, and of its link, in the language of the page. */
export const stepTexts = inLanguage(zh, en)
