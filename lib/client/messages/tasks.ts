import { inLanguage } from '../language'
import { en } from './tasks.en'
import { zh } from './tasks.zh-CN'

/** Texts of the tasks (任务), in the language of the page. */
export const tasksTexts = inLanguage(zh, en)
