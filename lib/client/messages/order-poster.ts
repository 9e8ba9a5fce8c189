import { inLanguage } from '../language'
import { en } from './order-poster.en'
import { zh } from './order-poster.zh-CN'

/** Texts of the codes by which services are asked for: their setting and their posters. */
export const orderPosterTexts = inLanguage(zh, en)
