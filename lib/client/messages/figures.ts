import { inLanguage } from '../language'
import { en } from './figures.en'
import { zh } from './figures.zh-CN'

/** Texts of the figures (指标), in the language of the page. */
export const figureTexts = inLanguage(zh, en)
