import * as z from 'zod/mini'
import { StageAction, type ToldStage } from '@/lib/domain/stages'

/*
 * Stages in two columns of text, JSON that SQL does not look into: `stages`, an array a stage of [code of the action, epoch seconds]
 * and, of the rarer fields, an object; and `stage_words`, a text or null a stage, or no value where none has words. A case history of
 * five stages takes 150 bytes.
 */

const Rest = z.object({
  /** party, and those who assist, by `partyKey` */
  p: z.optional(z.string()),
  s: z.optional(z.array(z.string())),
  /** receipt and deadline, epoch milliseconds */
  r: z.optional(z.number()),
  d: z.optional(z.number()),
  /** satisfied, solved */
  o: z.optional(z.boolean()),
  v: z.optional(z.boolean()),
  c: z.optional(z.enum(['yellow', 'red'])),
})
type Rest = z.infer<typeof Rest>
const Row = z.union([z.tuple([z.int(), z.number()]), z.tuple([z.int(), z.number(), Rest])])
const Rows = z.array(Row)
const WordRows = z.array(z.nullable(z.string()))

const codes = new Map(StageAction.options.map((action, code) => [action, code]))

/** Seconds as a number of JSON: whole numbers below 2^31 are several times faster to write than others. */
function secondsText(ms: number): string {
  const rest = ms % 1000
  return rest === 0 ? String(ms / 1000) : `${(ms - rest) / 1000}.${String(rest).padStart(3, '0')}`
}

/** Written by hand where nothing but a party is told, as of most stages: histories name few parties, many times. */
const partyTexts = new Map<string, string>()

function restText({ party, assisting, receivedAt, deadline, satisfied, solved, card }: ToldStage): string {
  if (assisting.length === 0 && receivedAt === null && deadline === null && satisfied === null && solved === null && card === null) {
    if (party === null) return ''
    let known = partyTexts.get(party)
    if (known === undefined) {
      if (partyTexts.size > 10_000) partyTexts.clear()
      known = `,${JSON.stringify({ p: party } satisfies Rest)}`
      partyTexts.set(party, known)
    }
    return known
  }
  const rest: Rest = {}
  if (party !== null) rest.p = party
  if (assisting.length > 0) rest.s = [...assisting]
  if (receivedAt !== null) rest.r = receivedAt
  if (deadline !== null) rest.d = deadline
  if (satisfied !== null) rest.o = satisfied
  if (solved !== null) rest.v = solved
  if (card !== null) rest.c = card
  return `,${JSON.stringify(rest)}`
}

/** The columns of stages. Less than 1 µs a stage. */
export function stageColumns(stages: readonly ToldStage[]): { stages: string; words: string | null } {
  let text = ''
  for (const stage of stages) text += `${text === '' ? '[' : ','}[${codes.get(stage.action) ?? 0},${secondsText(stage.at)}${restText(stage)}]`
  const words = stages.some((stage) => stage.words !== null) ? JSON.stringify(stages.map((stage) => stage.words)) : null
  return { stages: `${text}]`, words }
}

/** The stages of the columns; none where there is no value. Throws ZodError or SyntaxError on what `stageColumns` did not write. */
export function stagesOf(row: { stages: string | null; stageWords: string | null }): ToldStage[] {
  if (row.stages === null) return []
  const words = row.stageWords === null ? [] : WordRows.parse(JSON.parse(row.stageWords))
  return Rows.parse(JSON.parse(row.stages)).map(([code, at, rest], i) => {
    const { p, s = [], r, d, o, v, c }: Rest = rest ?? {}
    const action = StageAction.parse(StageAction.options[code])
    return {
      ...{ action, at: Math.round(at * 1000), receivedAt: r ?? null, party: p ?? null, assisting: s, deadline: d ?? null },
      ...{ satisfied: o ?? null, solved: v ?? null, card: c ?? null, words: words[i] ?? null },
    }
  })
}
