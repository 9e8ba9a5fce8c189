import { inLanguage } from '../language'
import { en } from './source-failures.en'
import { zh } from './source-failures.zh-CN'

/** Why a run of a source failed, in the language of the page. */
export const sourceFailures: Readonly<Record<string, string | ((...of: string[]) => string)>> = inLanguage(zh, en)
