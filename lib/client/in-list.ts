import { said } from './language'

/** Names one after another, as the language of the page separates them. */
export const inList = (names: readonly string[]): string => names.join(said({ zh: '、', en: ', ' }))
