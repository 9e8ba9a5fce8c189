import { inLanguage } from '../language'
import { en } from './replay.en'
import { zh } from './replay.zh-CN'

/** Texts of the replay, in the language of the page. */
export const replayTexts = inLanguage(zh, en)

/** By what one knows: 按当时所知 or 按现在所知. */
export const knownText = (known: 'then' | 'now'): string => (known === 'then' ? replayTexts.knownThen : replayTexts.knownNow)
