import * as z from 'zod/mini'
import type { Words } from './language'

/** The colours of a warning (风险预警四色), the gravest first. */
export const Colour = z.enum(['red', 'orange', 'yellow', 'blue'])
export type Colour = z.infer<typeof Colour>

/** What each colour is called: its Roman numeral (in letters, which every font has) stands beside it everywhere, since colour alone tells too few. */
export const COLOURS: Readonly<Record<Colour, { numeral: 'I' | 'II' | 'III' | 'IV'; words: Words }>> = {
  red: { numeral: 'I', words: { zh: '红', en: 'Red' } },
  orange: { numeral: 'II', words: { zh: '橙', en: 'Orange' } },
  yellow: { numeral: 'III', words: { zh: '黄', en: 'Yellow' } },
  blue: { numeral: 'IV', words: { zh: '蓝', en: 'Blue' } },
}

/** Is the first colour graver than the second? */
export const isGraver = (a: Colour, b: Colour): boolean => Colour.options.indexOf(a) < Colour.options.indexOf(b)
