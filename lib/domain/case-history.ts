import type { Viewer } from './access'
import type { Atlas } from './atlas'
import type { EventType } from './category'
import { ACTIONS } from './event-actions'
import type { EventKinds, Rules } from './event-kinds'
import type { Words } from './language'
import { type EventState, type Party, partyOf } from './life'
import { type ActionWords, newLife, type PlacedLife } from './life-event'
import { follow } from './lifecycle'
import { stageLimits } from './limit'
import type { ActionRow } from './machine'
import { mapRows } from './rows'
import type { StageAction, ToldStage } from './stages'
import { UNTOLD } from './untold'

/** The rules that a life goes by which a source tells of an event of this type and urgency: those of here, and nothing is drawn for a spot check. */
export const historyRules = (
  type: Pick<EventType, 'limit' | 'clock'>,
  urgency: number,
  { lifecycle, calendar }: Pick<Atlas, 'lifecycle' | 'calendar'>,
): Rules => ({
  ...{ ...lifecycle, ...stageLimits(lifecycle, urgency), draw: 1 },
  ...{ calendar, handling: { value: type.limit, clock: type.clock } },
})

/** What was reported, where, and when its source says it was handled. */
export type Reported = Parameters<typeof newLife>[0] & { grid: string }

export type FoldedHistory =
  | { ok: true; life: PlacedLife; stateSince: number }
  /** `stage`: which of them cannot be, from 0 */
  | { ok: false; stage: number; message: string }

type Row = ActionRow<EventKinds>
const running: readonly EventState[] = ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'awaiting_verification']
const open: readonly EventState[] = [...running, 'suspended']
const ended: readonly EventState[] = ['closed', 'rejected', 'void']

/** Each action that a source can tell of has its row in the table. */
const ROWS: Readonly<Record<StageAction, Row>> = ACTIONS

/** What a stage is called. */
export const stageLabel = (action: StageAction): Pick<Row, 'label' | 'digital'> & { label: Words } => ROWS[action]

/** From where a source may go further than whoever acts here: it gives an event to others without taking it back, ends what is under way, and speaks of
 * what is over. */
const MORE_FROM: Readonly<Partial<Record<StageAction, readonly EventState[]>>> = {
  ...{ dispatch: ['handling'], handle_on_spot: ['awaiting_dispatch', 'handling'], reject: open, void: open },
  remind: ended,
}

/** The states from which a source tells of each. */
const FROM = mapRows(ROWS, ({ from }, action): readonly EventState[] => [...from, ...(MORE_FROM[action] ?? [])])

/** The way of an event that is handled as usual. */
const PATH: readonly EventState[] = ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'awaiting_verification', 'closed']
/** Stages that end an event. */
export const CLOSING: ReadonlySet<StageAction> = new Set<StageAction>(['verify', 'reject', 'void', 'handle_on_spot'])
const OF_THE_CLOSED: ReadonlySet<StageAction> = new Set<StageAction>(['follow_up', 'reopen'])

/** Whoever did it elsewhere: nobody of ours. */
const NOBODY: Viewer = { id: '', name: '', role: 'supervisor', scope: { kind: 'grids', prefixes: [] } }

/**
 * The life of an event as its source tells it: the stages, in ascending order of time, take effect one by one as actions do that are done
 * here (same rows, clocks and limits; `transition` in lifecycle.ts), but nobody is asked whether they may.
 *
 * Sources leave stages out. A stage that presupposes others implies them, at its own time at the latest: closed without being handed in, the
 * event was handed in when it was closed; dispatched without being accepted, it was accepted then; handled without being dispatched, it was
 * dispatched at an unknown time, and the limit runs from the report as without stages. A suspension ends with the next stage that presupposes
 * it. A dispatch of what is being handled gives it to others (改派). A granted deadline that is not told, or no later than the one in force, moves
 * nothing and counts as an extension. Of satisfied and solved, one that is not told is taken to be as the other. `handledAt` closes an event
 * whose stages do not. What cannot be (accepted after it was closed, reopened while nobody ended it but …) is refused by the number of the stage.
 *
 * `firstActionAt` stays null, since nobody has acted here; `responded` says whether the first stage came within the limit of response.
 */
export function lifeOfStages(report: Reported, stages: readonly ToldStage[], rules: Rules): FoldedHistory {
  // changed in place: a first start of the demonstration reads some three million stages
  const life: PlacedLife = Object.assign(newLife(report), { state: 'awaiting_acceptance' as const, closedAt: null, grid: report.grid })
  let since = report.reportedAt
  const { handledAt } = report
  // an end that a later stage tells once more is no end
  const end = handledAt === null || stages.some(({ action, at }) => CLOSING.has(action) && at > handledAt) ? null : handledAt

  for (let i = 0; i < stages.length; i++) {
    const stage = stages[i]
    if (!stage) continue
    const { action, at } = stage
    const { state } = life
    if (end !== null && open.includes(state) && (at > end || (at === end && OF_THE_CLOSED.has(action)))) imply(life, ENDED, end, rules)
    const from = FROM[action]
    if (!from.includes(life.state) && !imply(life, from, at, rules))
      return { ok: false, stage: i, message: `"stages" ${i + 1} (${action}) cannot be: the event is ${life.state} then.` }
    if (action === 'follow_up' && stage.satisfied === null && stage.solved === null)
      return { ok: false, stage: i, message: `"stages" ${i + 1} (follow_up) says neither "satisfied" nor "solved".` }
    const row = ROWS[action]
    const step = { subject: life, said: saidBy(stage, life), actor: NOBODY, now: at, rules }
    // what was done already is told twice
    if ((row.barred?.(step) ?? null) === null) follow(row, step)
    // who took it or handed it in has it, where no dispatch told
    if (row.relation === 'lead' && life.lead === null && life.state !== 'awaiting_dispatch' && stage.party !== null)
      life.lead = partyNamed(stage.party)
    if (life.state !== state) since = at
  }
  if (end !== null && open.includes(life.state) && end >= (stages.at(-1)?.at ?? end)) {
    imply(life, ENDED, end, rules)
    since = end
  }
  life.firstActionAt = null
  life.handledBy = null
  life.handlers = []
  return { ok: true, life, stateSince: since }
}
const ENDED: readonly EventState[] = ['closed']

/** Leads an event through the stages that lie between it and the first of some states on its way; false when they lie behind it. */
function imply(life: PlacedLife, states: readonly EventState[], at: number, rules: Rules): boolean {
  const here = PATH.indexOf(life.state === 'suspended' ? 'handling' : life.state)
  const there = PATH.findIndex((state, i) => i >= here && states.includes(state))
  const state = PATH[there]
  if (here < 0 || state === undefined) return false
  if (life.state === 'suspended') follow(ROWS.resume, { subject: life, said: {}, actor: NOBODY, now: at, rules })
  if (state !== life.state) life.stageClock = null
  life.state = state
  if (there > 0) life.acceptedAt ??= at
  if (state === 'closed') life.closedAt = at
  if (state !== 'handling') life.extensionWish = null
  return true
}

/** Histories name few parties, many times. */
const parties = new Map<string, Party | null>()
function partyNamed(key: string): Party | null {
  let party = parties.get(key)
  if (party === undefined) {
    if (parties.size > 10_000) parties.clear()
    party = partyOf(key)
    parties.set(key, party)
  }
  return party
}

/** What a stage says, as it would come with an action here. */
function saidBy({ action, party, assisting, deadline, satisfied, solved, card, words }: ToldStage, life: PlacedLife): ActionWords {
  const said: ActionWords = words === null ? {} : { note: words, reason: words, answer: words }
  switch (action) {
    case 'dispatch': {
      const lead = party === null ? null : partyNamed(party)
      if (lead) said.lead = lead
      if (lead && assisting.length > 0) said.assisting = assisting.flatMap((key) => partyNamed(key) ?? [])
      return said
    }
    case 'grant_extension':
      if (deadline !== null && deadline > (life.deadline ?? 0)) said.deadline = deadline
      return said
    case 'follow_up':
      said.satisfied = satisfied ?? solved ?? false
      said.solved = solved ?? satisfied ?? false
      return said
    case 'supervise': {
      // its words stay with the stage: they are for fewer people than the card
      const supervisor = (party === null ? null : partyNamed(party)?.id) ?? UNTOLD
      return { card: card ?? 'yellow', supervisor, deadline: deadline ?? life.deadline ?? life.reportedAt, demandedReply: UNTOLD }
    }
    default:
      return said
  }
}
