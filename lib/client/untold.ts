import { UNTOLD } from '@/lib/domain/untold'
import { said } from './language'

/** What a source told of a card, or that it has to be looked up there, in the language of the page. */
export const toldText = (text: string): string => (text === UNTOLD ? said({ zh: UNTOLD, en: 'the source system' }) : text)
