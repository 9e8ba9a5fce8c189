import { STAGE_FIELDS, type StageField } from '@/lib/domain/feed-fields'
import { Party } from '@/lib/domain/life'
import type { Stage, StageAction } from '@/lib/domain/stages'
import type { ZoneReader } from './zone'

/*
 * Exports tell the life of a case in columns: one time for each stage, and numbers and yes or no for what may have happened more than
 * once. Here they become stages (lib/domain/stages.ts), in order of time.
 */

/** The stages that a row tells, and when the last of it happened, epoch milliseconds; or what is wrong in it. */
export type ReadStages = { stages: Stage[]; latest: number; fault?: undefined } | { fault: StageFault }
/** Which field is wrong, and how: `plain` without what the cell says. */
export type StageFault = { field: string; message: string; plain: string }
type Ends = { occurredAt: number | null; handledAt: number | null }

/** At one time, what stands first here came first. */
const ORDER: readonly StageAction[] = [
  ...(['accept', 'dispatch', 'take', 'grant_extension', 'supervise', 'remind', 'suspend', 'resume', 'send_back', 'hand_in'] as const),
  ...(['handle_on_spot', 'verify', 'reject', 'void', 'lift', 'follow_up'] as const),
]

class Fault extends Error {
  constructor(
    readonly field: string,
    message: string,
    readonly plain: string = message,
  ) {
    super(message)
  }
}

const YES = /^(是|有|已\S*|真|√|y|yes|true)$/i
const NO = /^(否|无|没有|未\S*|假|×|n|no|false|-+)$/i
const SATISFIED = /^(非常|很|较|比较|基本)?满意$/
const DISSATISFIED = /^(非常|很|较|比较)?不满意$/
/** Nobody was asked, or said anything. */
const UNASKED = /^(未回访|未评价|未测评|无法回访|无|-+)$/

/** Makes the reader of the columns that are mapped; null where none is of stages. */
export function makeStageReader(
  mapping: ReadonlyMap<string, string>,
  readTime: ZoneReader,
): ((text: (field: StageField) => string | undefined, ends: Ends) => ReadStages) | null {
  if (!STAGE_FIELDS.some((field) => mapping.has(field))) return null
  const named = (field: string) => `${mapping.get(field) ?? field} (${field})`
  return (text, ends) => {
    try {
      return stagesIn(makeCells(text, readTime, named), ends, named)
    } catch (error) {
      if (error instanceof Fault) return { fault: { field: error.field, message: error.message, plain: error.plain } }
      throw error
    }
  }
}

/** Reads cells by what they must be. Each throws Fault with the name of the column. */
function makeCells(text: (field: StageField) => string | undefined, readTime: ZoneReader, named: (field: string) => string) {
  const bad = (field: StageField, wanted: string) =>
    new Fault(field, `${named(field)} is no ${wanted}: "${(text(field) ?? '').slice(0, 40)}"`, `is no ${wanted}`)
  const either = (field: StageField, yes: RegExp, no: RegExp, wanted: string): boolean | null => {
    const written = text(field)
    if (written === undefined || UNASKED.test(written)) return null
    if (yes.test(written)) return true
    if (no.test(written)) return false
    throw bad(field, wanted)
  }
  const times = (field: StageField): number[] =>
    (text(field) ?? '')
      .split(/[;；、\n]/)
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const at = readTime(part)
        if (at === null) throw bad(field, 'time')
        return at
      })
  return {
    text,
    times,
    time: (field: StageField): number | null => {
      const [at = null, ...more] = times(field)
      if (more.length > 0) throw bad(field, 'single time')
      return at
    },
    flag: (field: StageField) => text(field) !== undefined && (either(field, YES, NO, 'yes or no (是, 否)') ?? false),
    opinion: (field: StageField) => either(field, SATISFIED, DISSATISFIED, 'opinion (满意, 基本满意, 不满意)'),
    yes: (field: StageField) => either(field, /^(是|已?解决|y|yes|true)$/i, /^(否|未解决|部分解决|n|no|false)$/i, 'yes or no (是, 否)'),
    /** 2, 2次, 是, 无 */
    count: (field: StageField): number => {
      const written = text(field)
      if (written === undefined || NO.test(written)) return 0
      if (YES.test(written)) return 1
      const digits = /^(\d{1,2})(\.0+)?\s*次?$/.exec(written)?.[1]
      if (digits === undefined) throw bad(field, 'number of times')
      return Number(digits)
    },
    card: (field: StageField): 'yellow' | 'red' | null => {
      const written = text(field)
      if (written === undefined || NO.test(written)) return null
      if (/^(黄牌?|yellow)$/i.test(written)) return 'yellow'
      if (/^(红牌?|red)$/i.test(written)) return 'red'
      throw bad(field, 'card (黄牌, 红牌)')
    },
    /** Departments by their name, or `team:一队`; several with 、 or ； between. */
    parties: (field: StageField): Party[] =>
      (text(field) ?? '')
        .split(/[;；、,，]/)
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => {
          const [, kind = 'department', id = part] = /^(grid|department|team|member):(.+)$/.exec(part) ?? []
          const party = Party.safeParse({ kind, id })
          if (!party.success) throw bad(field, 'party')
          return party.data
        }),
  }
}

function stagesIn(cells: ReturnType<typeof makeCells>, { occurredAt, handledAt }: Ends, named: (field: string) => string): ReadStages {
  const { text, time, times, count } = cells
  const [acceptedAt, dispatchedAt, takenAt, handedInAt] = [time('acceptedAt'), time('dispatchedAt'), time('takenAt'), time('handedInAt')]
  const [rejectedAt, voidedAt, followedUpAt] = [time('rejectedAt'), time('voidedAt'), time('followedUpAt')]
  inOrder(
    [
      ['occurredAt', occurredAt],
      ['acceptedAt', acceptedAt],
      ['dispatchedAt', dispatchedAt],
      ['takenAt', takenAt],
    ],
    named,
  )
  inOrder(
    [
      ['dispatchedAt', dispatchedAt],
      ['handedInAt', handedInAt],
      ['handledAt', handledAt],
      ['followedUpAt', followedUpAt],
    ],
    named,
  )

  const stages: (Omit<Stage, 'at'> & { at: number })[] = []
  const add = (action: StageAction, at: number, more: Partial<Stage> = {}) => void stages.push({ ...more, action, at })
  const repeat = (n: number, action: StageAction, at: number) => {
    for (let i = 0; i < n; i++) add(action, at)
  }
  const [lead, ...others] = cells.parties('lead')
  const assisting = [...others, ...cells.parties('assisting')]
  const given = { ...(lead && { party: lead }), ...(assisting.length > 0 && { assisting }) }
  const by = lead ? { party: lead } : {}
  const end = rejectedAt ?? voidedAt ?? handledAt
  /** Whoever handles it had it from then on; of what has no time of its own it is when it happened. */
  const begun = dispatchedAt ?? acceptedAt ?? occurredAt ?? 0
  const last = Math.max(begun, takenAt ?? 0, handedInAt ?? 0)

  if (acceptedAt !== null) add('accept', acceptedAt)
  if (cells.flag('onSpot')) {
    const at = handledAt ?? handedInAt
    if (at === null) throw new Fault('onSpot', `${named('onSpot')} is told of an event without a time at which it was handled`)
    add('handle_on_spot', at)
  } else {
    if (dispatchedAt !== null || lead) add('dispatch', begun, given)
    if (takenAt !== null) add('take', takenAt, by)
    if (handedInAt !== null) add('hand_in', handedInAt, { ...by, ...wordsOf(text('result')) })
    const sentBack = times('sentBackAt')
    for (const at of sentBack) add('send_back', at)
    repeat(Math.max(0, count('rework') - sentBack.length), 'send_back', sentBack[0] ?? handedInAt ?? handledAt ?? last)
    addExtensions()
    addSuspension()
    if (rejectedAt !== null) add('reject', rejectedAt, wordsOf(text('answer')))
    else if (voidedAt !== null) add('void', voidedAt, wordsOf(text('answer')))
    else if (handledAt !== null && stages.length > 0) add('verify', handledAt)
  }

  function addExtensions(): void {
    const [until, at] = [time('extendedUntil'), time('extendedAt')]
    const n = Math.max(count('extensions'), until !== null || at !== null ? 1 : 0)
    for (let i = 1; i <= n; i++) add('grant_extension', at ?? begun, i === n && until !== null ? { deadline: instant(until) } : {})
  }
  function addSuspension(): void {
    const [from, to] = [time('suspendedAt'), time('resumedAt')]
    if (from === null && to !== null) throw new Fault('resumedAt', `${named('resumedAt')} is told without ${named('suspendedAt')}`)
    if (from !== null) add('suspend', from)
    if (to !== null) add('resume', to)
    // of one that is over only the times could say anything
    if (cells.flag('suspended') && from === null && end === null) add('suspend', last)
  }

  const card = cells.card('card')
  const replyBy = time('replyBy')
  if (card) add('supervise', time('supervisedAt') ?? begun, { card, ...(replyBy !== null && { deadline: instant(replyBy) }) })
  // nobody here is to answer for what is over
  if (card && end !== null) add('lift', end)
  repeat(count('reminders'), 'remind', begun)
  const [satisfied, solved] = [cells.opinion('satisfied'), cells.yes('solved')]
  if (satisfied !== null || solved !== null) {
    const at = followedUpAt ?? handledAt
    if (at === null || handledAt === null)
      throw new Fault(
        satisfied !== null ? 'satisfied' : 'solved',
        `${named(satisfied !== null ? 'satisfied' : 'solved')} is told of an event that is not closed`,
      )
    add('follow_up', at, { ...(satisfied !== null && { satisfied }), ...(solved !== null && { solved }) })
  }

  const rank = ({ action }: { action: StageAction }) => ORDER.indexOf(action)
  const sorted = stages.sort((a, b) => a.at - b.at || rank(a) - rank(b))
  return {
    stages: sorted.map(({ at, ...stage }) => ({ ...stage, at: instant(at) })),
    latest: Math.max(handledAt ?? 0, ...sorted.map(({ at }) => at)),
  }
}

const instant = (ms: number): string => new Date(ms).toISOString()
const wordsOf = (words: string | undefined): Partial<Stage> => (words === undefined ? {} : { words })

/** Times that must not lie before each other. Throws Fault with the two columns. */
function inOrder(chain: readonly (readonly [field: string, at: number | null])[], named: (field: string) => string): void {
  let before: readonly [field: string, at: number] | null = null
  for (const [field, at] of chain) {
    if (at === null) continue
    if (before && at < before[1]) throw new Fault(field, `${named(field)} lies before ${named(before[0])}`)
    before = [field, at]
  }
}
