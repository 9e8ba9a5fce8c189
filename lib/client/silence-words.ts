import { silenceTexts } from './messages/silences'
import { faultWord } from './word-of'

/** Why something about silences was not done, in words. */
export const silenceFault = (code: string): string => faultWord(silenceTexts.faults, code)
