import { Course, CourseStep } from '@/components/ui/course'
import { formatDeadline, formatMoment } from '@/lib/client/due'
import { inList } from '@/lib/client/in-list'
import { accountTexts } from '@/lib/client/messages/accounts'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import { stepWords } from '@/lib/client/step-words'
import { wordOf } from '@/lib/client/word-of'
import { type EventWords, partyName, stageName, stepName } from '@/lib/client/words'
import type { EventDetail, EventStage, EventStep } from '@/lib/domain/event-detail'
import { Party } from '@/lib/domain/life'

const { event: texts } = deskTexts
const NO_LINES: readonly string[] = []
const roleName = (role: string) => wordOf(accountTexts.roles, role) ?? role

/** Whom a dispatch named, of the details that came with it. */
function partiesOf({ lead, assisting }: Record<string, unknown>, words: EventWords, names: EventDetail['partyNames']): string[] {
  const first = Party.safeParse(lead)
  const others = Array.isArray(assisting) ? assisting.map((p) => Party.safeParse(p)).flatMap((p) => (p.success ? [p.data] : [])) : []
  return [
    ...(first.success ? [`${texts.lead} ${partyName(first.data, words, names)}`] : []),
    ...(others.length ? [`${texts.assisting} ${inList(others.map((p) => partyName(p, words, names)))}`] : []),
  ]
}

/** What the retention period took away. */
const removedWords = ({ kind, count }: Record<string, unknown>): string =>
  kind === 'photos' ? texts.removedPhotos(Number(count)) : texts.removedPersonal

function Step({ step, names, words, now }: { step: EventStep; names: EventDetail['partyNames']; words: EventWords; now: number }) {
  const { action, actor, role, note, reason, from, to, deadlineBefore, deadlineAfter } = step
  const moved = deadlineAfter !== null && deadlineBefore !== deadlineAfter
  const before = deadlineBefore === null ? texts.deadline : formatDeadline(deadlineBefore, now)
  const said = [
    ...partiesOf(step.detail, words, names),
    ...stepWords(step, words, now),
    ...(action === 'retention' ? [removedWords(step.detail)] : []),
    note,
    reason,
  ]
    .filter((s) => s !== null)
    .filter((s) => s !== '')
  return (
    <CourseStep
      name={stepName(action, words)}
      aside={from === to ? null : `${stateName(from, words)} → ${stateName(to, words)}`}
      at={step.at}
      moment={formatMoment(step.at, now)}
      by={[actor, roleName(role)].filter(Boolean).join(' · ')}
      lines={[...said, ...(moved ? [texts.deadlineMoved(before, formatDeadline(deadlineAfter, now))] : [])]}
      kind={action}
      testId="step"
    />
  )
}

/** A stage that the source tells of: done there, not here. */
function ToldStage({ stage, event, words, now }: { stage: EventStage; event: EventDetail; words: EventWords; now: number }) {
  const { action, at, receivedAt, party, assisting, deadline, satisfied, solved, card } = stage
  const name = (p: Party) => partyName(p, words, event.partyNames)
  const lines = [
    party && `${action === 'dispatch' ? texts.lead : texts.by} ${name(party)}`,
    assisting.length > 0 && `${texts.assisting} ${inList(assisting.map(name))}`,
    card && texts.supervision[card],
    deadline && `${texts.until} ${formatDeadline(deadline, now)}`,
    satisfied !== null && texts.satisfied(satisfied),
    solved !== null && texts.solved(solved),
    stage.words,
  ].filter((line) => typeof line === 'string')
  const told = receivedAt === null || receivedAt === at ? null : `${texts.toldAt} ${formatMoment(receivedAt, now)}`
  return (
    <CourseStep
      name={stageName(action, words)}
      at={at}
      moment={formatMoment(at, now)}
      by={[texts.toldBySource(event.source), told].filter(Boolean).join(' · ')}
      lines={lines}
      kind={action}
      testId="stage"
    />
  )
}

/** What was done here, in its order, and between it what was done at the source, by time. */
function inOrder({ timeline, stages }: EventDetail): (EventStep | EventStage)[] {
  const told = [...stages]
  const merged: (EventStep | EventStage)[] = []
  for (const step of timeline) {
    const before = told.findIndex(({ at }) => at > step.at)
    merged.push(...told.splice(0, before < 0 ? told.length : before), step)
  }
  return [...merged, ...told]
}

/** What was done with the event, back to its report: the newest first, which is what one looks for. */
export function Timeline({ event, words, now }: { event: EventDetail; words: EventWords; now: number }) {
  return (
    <Course newest="first">
      {inOrder(event)
        .map((step, i) =>
          'revision' in step ? (
            <Step key={`${step.revision} ${step.action} ${step.at}`} step={step} names={event.partyNames} words={words} now={now} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: stages have no id, come in one order, and may be equal
            <ToldStage key={`stage ${i}`} stage={step} event={event} words={words} now={now} />
          ),
        )
        .reverse()}
      <CourseStep
        name={texts.reported}
        at={event.occurredAt}
        moment={formatMoment(event.occurredAt, now)}
        by={[event.reporter, event.source, `${texts.received} ${formatMoment(event.receivedAt, now)}`].filter(Boolean).join(' · ')}
        lines={NO_LINES}
      />
    </Course>
  )
}
