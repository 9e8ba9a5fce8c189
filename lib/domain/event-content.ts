import type { Urgency } from './category'
import type { Position } from './position'
import type { ToldStage } from './stages'

/**
 * What an incoming event says, in one form: times in epoch milliseconds, the position in WGS84 rounded to 1e-7 degrees (1 cm), the id in
 * lower case, null for what is absent. Two messages with one id and the same content are one message.
 */
export type EventContent = {
  id: string
  type: string
  occurredAt: number
  updatedAt: number | null
  handledAt: number | null
  position: Position | null
  grid: string | null
  urgency: Urgency | null
  source: string | null
  title: string | null
  description: string | null
  reporter: string | null
  householdId: string | null
  externalId: string | null
  /** what its source tells of its life, in ascending order of time; null when it tells nothing */
  stages: readonly ToldStage[] | null
}

/**
 * The text that a content's hash is made of: the same for the same content, whatever order or notation it came in, and another for any
 * other (texts carry their length). Absent fields at the end leave no trace, so that a field added later changes no hash. The id is not
 * in it, since contents are compared under one id.
 */
export function canonicalContent(c: EventContent): string {
  let text = `${c.type.length}:${c.type}|${timeText(c.occurredAt)}|${timeText(c.updatedAt)}|${timeText(c.handledAt)}|`
  text += c.position ? `${Math.round(c.position[0] * 1e7)},${Math.round(c.position[1] * 1e7)}` : ''
  text += `|${c.grid ?? ''}|${c.urgency ?? ''}`
  if (c.source !== null) text += `|s${c.source.length}:${c.source}`
  if (c.title !== null) text += `|t${c.title.length}:${c.title}`
  if (c.description !== null) text += `|d${c.description.length}:${c.description}`
  if (c.reporter !== null) text += `|r${c.reporter.length}:${c.reporter}`
  if (c.householdId !== null) text += `|h${c.householdId.length}:${c.householdId}`
  if (c.externalId !== null) text += `|e${c.externalId.length}:${c.externalId}`
  if (c.stages !== null) for (const stage of c.stages) text += canonicalStage(stage)
  return text
}

function canonicalStage(s: ToldStage): string {
  let text = `|g${s.action}@${timeText(s.at)}`
  if (s.receivedAt !== null) text += `r${timeText(s.receivedAt)}`
  if (s.party !== null) text += `p${s.party.length}:${s.party}`
  for (const party of s.assisting) text += `a${party.length}:${party}`
  if (s.deadline !== null) text += `d${timeText(s.deadline)}`
  if (s.satisfied !== null) text += s.satisfied ? 'S' : 's'
  if (s.solved !== null) text += s.solved ? 'V' : 'v'
  if (s.card !== null) text += `c${s.card}`
  if (s.words !== null) text += `w${s.words.length}:${s.words}`
  return text
}

/** Seconds and milliseconds, and degrees above in 1e-7: whole numbers below 2^31 are several times faster to write than others. */
const timeText = (ms: number | null): string => (ms === null ? '' : `${Math.floor(ms / 1000)}.${ms % 1000}`)

/** A content's rank among those of one id: the later `updatedAt`, then the greater hash. Both sides of a tie agree, in any order. */
export type Rank = { updatedAt: number | null; hash: string }

/** Does `challenger` take the place of `holder`? A content without `updatedAt` ranks below every one that has it. */
export function outranks(challenger: Rank, holder: Rank): boolean {
  const [a, b] = [challenger.updatedAt ?? Number.NEGATIVE_INFINITY, holder.updatedAt ?? Number.NEGATIVE_INFINITY]
  return a === b ? challenger.hash > holder.hash : a > b
}
