import { inLanguage } from '../language'
import { en } from './late-news.en'
import { zh } from './late-news.zh-CN'

/** Words of what came late, in the language of the page. */
export const lateNewsTexts = inLanguage(zh, en)
