import { inLanguage } from '../language'
import { en } from './service-figures.en'
import { zh } from './service-figures.zh-CN'

/** Texts of the wall's panels of visits, orders and units, in the language of the page. */
export const serviceFigureTexts = inLanguage(zh, en)
