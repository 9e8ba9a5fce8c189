import { wilson } from './judgement-claims'
import type { QuestionAnswer } from './question'
import type { MissedShare } from './rule'

/** How often something unusual was found where nobody was told of anything, of so many answers each; of none nothing is estimated. */
export function missedShare({ yes, no, unclear }: Readonly<Record<QuestionAnswer, number>>): MissedShare {
  const of = yes + no
  return { yes, of, unclear, share: of === 0 ? null : { value: yes / of, ...wilson(yes, of) } }
}
