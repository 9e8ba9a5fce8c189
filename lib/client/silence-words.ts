import { silenceTexts } from './messages/silences'

/** Why something about silences was not done, in words. */
export const silenceFault = (code: string): string =>
  new Map<string, string>(Object.entries(silenceTexts.faults)).get(code) ?? silenceTexts.faults.other
