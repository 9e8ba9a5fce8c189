import type { Viewer } from './access'
import type { Atlas } from './atlas'
import type { EventType } from './category'
import { ACTIONS, type EventKinds, type Rules } from './event-actions'
import type { Words } from './language'
import { type EventState, partyOf } from './life'
import { type ActionWords, type LifeEvent, newLife, type PlacedLife } from './life-event'
import { followed } from './lifecycle'
import { stageLimits } from './limit'
import type { ActionRow } from './machine'
import type { StageAction, ToldStage } from './stages'

/** What a life that a source tells goes by: limits and calendar, not the rules of who may act. */
export type HistoryRules = Omit<Rules, 'spotCheckShare' | 'draw' | 'entryByHand'>

/** The rules that a history of this type and urgency goes by. */
export const historyRules = (
  type: Pick<EventType, 'limit' | 'clock'>,
  urgency: number,
  { lifecycle, calendar }: Pick<Atlas, 'lifecycle' | 'calendar'>,
): HistoryRules => ({
  ...{ ...lifecycle, ...stageLimits(lifecycle, urgency) },
  ...{ calendar, handling: { value: type.limit, clock: type.clock } },
})

/** What was reported, and when its source says it was handled. */
export type Reported = Parameters<typeof newLife>[0]

export type FoldedHistory =
  | { ok: true; life: LifeEvent; stateSince: number }
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

/** The way of an event that is handled as usual. */
const PATH: readonly EventState[] = ['awaiting_acceptance', 'awaiting_dispatch', 'handling', 'awaiting_verification', 'closed']
const CLOSING: ReadonlySet<StageAction> = new Set<StageAction>(['verify', 'reject', 'void', 'handle_on_spot'])
const OF_THE_CLOSED: ReadonlySet<StageAction> = new Set<StageAction>(['follow_up', 'reopen'])

/** Whoever did it elsewhere: nobody of ours. */
const NOBODY: Viewer = { id: '', name: '', role: 'supervisor', scope: { kind: 'grids', prefixes: [] } }
const UNTOLD = '见来源系统'

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
export function lifeOfStages(report: Reported, stages: readonly ToldStage[], rules: HistoryRules): FoldedHistory {
  const all: Rules = { ...rules, spotCheckShare: 0, draw: 1, entryByHand: true }
  let life: PlacedLife = { ...newLife({ ...report, handledAt: null }), grid: '' }
  let since = report.reportedAt
  const { handledAt } = report
  // an end that a later stage tells once more is no end
  const end = handledAt === null || stages.some(({ action, at }) => CLOSING.has(action) && at > handledAt) ? null : handledAt

  for (const [i, stage] of stages.entries()) {
    const { action, at } = stage
    const { state } = life
    if (end !== null && open.includes(state) && (at > end || (at === end && OF_THE_CLOSED.has(action))))
      life = impliedFrom(life, ['closed'], end, all) ?? life
    const row = ROWS[action]
    const from = [...row.from, ...(MORE_FROM[action] ?? [])]
    const ready = from.includes(life.state) ? life : impliedFrom(life, from, at, all)
    if (!ready) return { ok: false, stage: i, message: `"stages" ${i + 1} (${action}) cannot be: the event is ${life.state} then.` }
    if (action === 'follow_up' && stage.satisfied === null && stage.solved === null)
      return { ok: false, stage: i, message: `"stages" ${i + 1} (follow_up) says neither "satisfied" nor "solved".` }
    const step = { subject: ready, said: saidBy(stage, ready), actor: NOBODY, now: at, rules: all }
    // what was done already is told twice
    life = (row.barred?.(step) ?? null) === null ? followed(row, step) : ready
    // who took it or handed it in has it, where no dispatch told
    if (row.relation === 'lead' && life.lead === null && life.state !== 'awaiting_dispatch' && stage.party !== null)
      life = { ...life, lead: partyOf(stage.party) }
    if (life.state !== state) since = at
  }
  if (end !== null && open.includes(life.state) && end >= (stages.at(-1)?.at ?? end)) {
    life = impliedFrom(life, ['closed'], end, all) ?? life
    since = end
  }
  const { grid: _grid, ...rest } = life
  return { ok: true, life: { ...rest, firstActionAt: null, handledBy: null, handlers: [] }, stateSince: since }
}

/** The event after the stages that lie between it and the first of some states on its way; null when they lie behind it. */
function impliedFrom(event: PlacedLife, states: readonly EventState[], at: number, rules: Rules): PlacedLife | null {
  const life = event.state === 'suspended' ? followed(ROWS.resume, { subject: event, said: {}, actor: NOBODY, now: at, rules }) : event
  const here = PATH.indexOf(life.state)
  const there = PATH.findIndex((state, i) => i >= here && states.includes(state))
  const state = PATH[there]
  if (here < 0 || state === undefined) return null
  return {
    ...life,
    state,
    acceptedAt: life.acceptedAt ?? (there > 0 ? at : null),
    closedAt: state === 'closed' ? at : life.closedAt,
    extensionWish: state === 'handling' ? life.extensionWish : null,
    stageClock: state === life.state ? life.stageClock : null,
  }
}

/** What a stage says, as it would come with an action here. */
function saidBy({ action, party, assisting, deadline, satisfied, solved, card, words }: ToldStage, life: PlacedLife): ActionWords {
  const said: ActionWords = words === null ? {} : { note: words, reason: words, answer: words }
  const by = party === null ? null : partyOf(party)
  switch (action) {
    case 'dispatch':
      return { ...said, ...(by && { lead: by }), assisting: assisting.flatMap((key) => partyOf(key) ?? []) }
    case 'grant_extension':
      return deadline !== null && deadline > (life.deadline ?? 0) ? { ...said, deadline } : said
    case 'follow_up':
      return { ...said, satisfied: satisfied ?? solved ?? false, solved: solved ?? satisfied ?? false }
    case 'supervise':
      // its words stay with the stage: they are for fewer people than the card
      return { card: card ?? 'yellow', supervisor: by?.id ?? UNTOLD, deadline: deadline ?? life.deadline ?? life.reportedAt, demandedReply: UNTOLD }
    default:
      return said
  }
}
