import * as z from 'zod/mini'
import { EventAction } from '@/lib/domain/event-actions'
import type { EventStep } from '@/lib/domain/event-detail'
import { formatDeadline } from './due'
import { deskTexts } from './messages/desk'
import { changedFields } from './update-words'
import { actionName, type EventWords } from './words'

const { event: texts } = deskTexts
const Told = z.object({
  card: z.optional(z.enum(['yellow', 'red'])),
  supervisor: z.optional(z.string()),
  deadline: z.optional(z.string()),
  demandedReply: z.optional(z.string()),
  undone: z.optional(EventAction),
  satisfied: z.optional(z.boolean()),
  solved: z.optional(z.boolean()),
})

/** What came with a step, in words, a line each: card, 督办人 and when a reply is due; until when longer; what was corrected or taken back. */
export function stepWords({ action, detail }: Pick<EventStep, 'action' | 'detail'>, words: EventWords, now: number): string[] {
  if (action === 'update' || action === 'correct') return changedFields(detail, words, now)
  const { data } = Told.safeParse(detail)
  if (!data) return []
  const { card, supervisor, deadline, demandedReply, undone, satisfied, solved } = data
  if (action === 'ask_extension') return deadline === undefined ? [] : [texts.extensionAsked(formatDeadline(deadline, now))]
  if (action === 'undo') return undone === undefined ? [] : [texts.undone(actionName(undone, words))]
  if (action === 'follow_up')
    return satisfied === undefined || solved === undefined ? [] : [`${texts.satisfied(satisfied)} · ${texts.solved(solved)}`]
  if (card === undefined) return []
  const { supervision } = texts
  const who = supervisor === undefined ? [] : [`${supervision.by} ${supervisor}`]
  const until = deadline === undefined ? [] : [`${supervision.until} ${formatDeadline(deadline, now)}`]
  return [[supervision[card], ...who, ...until].join(' · '), ...(demandedReply === undefined ? [] : [`${supervision.demanded} ${demandedReply}`])]
}
