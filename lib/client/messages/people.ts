import { inLanguage } from '../language'
import { en } from './people.en'
import { zh } from './people.zh-CN'

/** Texts of the page of people, in the language of the page. */
export const peopleTexts = inLanguage(zh, en)
