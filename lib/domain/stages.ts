import * as z from 'zod/mini'
import { Instant } from './event-parts'
import { Party, partyKey } from './life'
import { MAX_ASSISTING, Supervision, WORDS_LIMIT } from './life-event'

/**
 * What a source system can tell that happened to an event there: rows of the table of actions (event-actions.ts), by which they take
 * effect here too; the order is that of the codes in records: add at the end only.
 */
export const StageAction = z.enum([
  'accept',
  'dispatch',
  'take',
  'hand_in',
  'return',
  'ask_extension',
  'grant_extension',
  'suspend',
  'resume',
  'verify',
  'send_back',
  'reject',
  'void',
  'handle_on_spot',
  'follow_up',
  'reopen',
  'remind',
  'supervise',
  'refuse_extension',
  'reply',
  'lift',
])
export type StageAction = z.infer<typeof StageAction>

/** Most stages of one event. */
export const MAX_STAGES = 200

/**
 * One stage of a case history (案卷履历): what a source system tells of the life of an event. `receivedAt`: when the source told it; else
 * `at`. `party`: whom a dispatch gave it to; of any other stage who did it. `deadline`: of an extension that was granted, and of the reply to
 * a card. `card`: of `supervise`, yellow unless it says red.
 */
export const Stage = z.object({
  action: StageAction,
  at: Instant,
  receivedAt: z.optional(Instant),
  party: z.optional(Party),
  assisting: z.optional(z.array(Party).check(z.maxLength(MAX_ASSISTING))),
  deadline: z.optional(Instant),
  satisfied: z.optional(z.boolean()),
  solved: z.optional(z.boolean()),
  card: z.optional(Supervision.shape.card),
  words: z.optional(z.string().check(z.maxLength(WORDS_LIMIT))),
})
export type Stage = z.infer<typeof Stage>

/** A stage as it is kept: times in epoch milliseconds, parties by `partyKey`, null for what is not told. */
export type ToldStage = {
  action: StageAction
  at: number
  receivedAt: number | null
  party: string | null
  assisting: readonly string[]
  deadline: number | null
  satisfied: boolean | null
  solved: boolean | null
  card: 'yellow' | 'red' | null
  words: string | null
}

const time = (text: string | undefined): number | null => (text === undefined ? null : Date.parse(text))
/** Half a surrogate pair is stored as the replacement character. */
const wellFormed = (text: string): string => (/[\ud800-\udfff]/.test(text) ? text.replace(LONE, '\ufffd') : text)
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** A stage in the form that is kept. Times that are none are NaN. */
export function toldStage({ action, at, receivedAt, party, assisting, deadline, satisfied, solved, card, words }: Stage): ToldStage {
  return {
    action,
    at: Date.parse(at),
    receivedAt: time(receivedAt),
    party: party ? wellFormed(partyKey(party)) : null,
    assisting: assisting ? assisting.map((p) => wellFormed(partyKey(p))) : NOBODY,
    deadline: time(deadline),
    satisfied: satisfied ?? null,
    solved: solved ?? null,
    card: card ?? null,
    words: words?.trim() || null,
  }
}
const NOBODY: readonly string[] = []
