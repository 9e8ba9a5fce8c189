import { LightMark } from '@/components/event/light-mark'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { ClassChip } from '@/components/ui/class-chip'
import { TextLink } from '@/components/ui/text-link'
import type { Refused } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { dutyTexts } from '@/lib/client/messages/duties'
import { visitTexts } from '@/lib/client/messages/visits'
import { stateName } from '@/lib/client/names'
import { stampOf } from '@/lib/domain/clock'
import type { DutyAction, DutyFinding, DutyItemDetail, DutyValue } from '@/lib/domain/duty-item'
import type { LabelSet } from '@/lib/domain/transition'
import { CrewRings } from './crew-rings'

const texts = dutyTexts.card
const when = (instant: string) => stampOf(Date.parse(instant)).slice(5)
const dayBefore = (instant: string) => stampOf(Date.parse(instant) - 60_000).slice(5, 10)
const part = 'border-t border-line px-16 py-12'

type Props = {
  detail: DutyItemDetail | null
  fault: Refused | null
  typeName(code: string): string
  labels: LabelSet
  onRetry(): void
  onAct(action: DutyAction): void
}

/** One item: when, who, what was written, what was found and what became of it, and what can be done now. */
export function DutyCard({ detail, fault, typeName, labels, onRetry, onAct }: Props) {
  if (fault !== null) return <Failed code={fault.code} onRetry={onRetry} />
  if (!detail) return <Waiting />
  const { item, people, values, words, given, found, steps } = detail
  const time = item.doneAt
    ? texts.doneAt(when(item.doneAt))
    : item.scheduledFor
      ? texts.scheduled(when(item.scheduledFor))
      : texts.due(dayBefore(item.dueAt))
  return (
    <div className="flex min-h-full flex-col" data-testid="duty-card" data-item={item.id} data-state={item.state}>
      <header className="flex items-baseline justify-between gap-8 px-16 pt-12">
        <h2 className="text-15 font-semibold text-ink-1">{texts.title}</h2>
        <span className="text-13 text-ink-3">{time}</span>
      </header>
      <div className="flex flex-col gap-8 px-16 pt-8 pb-12">
        <h3 className="text-18 font-semibold text-ink-1">{said({ zh: item.subject.name, en: item.subject.nameEn })}</h3>
        <p className="flex flex-wrap items-center gap-x-10 gap-y-4 text-14">
          <strong className="text-ink-1">{dutyTexts.states[item.state]}</strong>
          {item.state !== 'done' && item.light !== 'normal' && <LightMark light={item.light} />}
          <CrewRings crew={item.crew} />
        </p>
        {people.length > 0 && (
          <ul className="flex flex-wrap gap-x-12 gap-y-2 text-14">
            {people.map(({ role, person, name }) => (
              <li key={person}>
                {visitTexts.crew.roles[role]} {name}
              </li>
            ))}
          </ul>
        )}
        {given !== null && <p data-testid="given">{texts.given(given)}</p>}
        {item.households !== null && <p>{texts.households(item.households)}</p>}
        {words !== null && <p className="whitespace-pre-line text-ink-1">{words}</p>}
        {values.length > 0 && (
          <dl className="grid grid-cols-[auto_1fr] gap-x-12 gap-y-2 text-14">
            {values.map((value) => (
              <Value key={value.key} value={value} />
            ))}
          </dl>
        )}
        {item.doneAt === null && item.lastDoneAt !== null && <p className="text-ink-3">{texts.last(when(item.lastDoneAt))}</p>}
        {(item.state === 'missed' || item.state === 'excused') && (
          <p>
            {texts.reason}：{item.reason ?? texts.noReason}
          </p>
        )}
      </div>
      {found.length > 0 && (
        <section className={part} aria-label={texts.found(found.length)}>
          <h3 className="pb-6 text-14 font-semibold text-ink-1">{texts.found(found.length)}</h3>
          <ul className="flex flex-col gap-8">
            {found.map((one) => (
              <Finding key={one.id} finding={one} typeName={typeName} labels={labels} />
            ))}
          </ul>
        </section>
      )}
      {item.actions.length > 0 && (
        <div className={`${part} flex flex-wrap gap-8`} data-testid="duty-actions">
          {item.actions.map((action) => (
            <Action key={action} main={action === 'do'} onClick={() => onAct(action)} data-action={action}>
              {dutyTexts.actions[action]}
              {action === 'do' && <kbd className="max-lg:hidden rounded-4 bg-ink-2 px-5 text-13">C</kbd>}
            </Action>
          ))}
        </div>
      )}
      {steps.length > 0 && (
        <section className={part} aria-label={texts.steps}>
          <h3 className="pb-4 text-14 font-semibold text-ink-1">{texts.steps}</h3>
          <ol className="flex flex-col gap-2 text-13 text-ink-2">
            {steps.map(({ action, at, by }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: steps stand in their order
              <li key={i}>
                {dutyTexts.actions[action]} · {by === null ? when(at) : texts.by(by, when(at))}
              </li>
            ))}
          </ol>
        </section>
      )}
      <p className="mt-auto border-t border-line bg-[color-mix(in_srgb,var(--track)_40%,var(--panel))] px-16 py-10 text-13 text-ink-3">
        {texts.burden}
      </p>
    </div>
  )
}

function Value({ value: { label, value } }: { value: DutyValue }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="text-ink-1">{typeof value === 'boolean' ? (value ? texts.yes : texts.no) : value}</dd>
    </>
  )
}

function Finding({ finding: { words, solved, type, event }, typeName, labels }: { finding: DutyFinding } & Pick<Props, 'typeName' | 'labels'>) {
  const title = words ?? (type === null ? '' : typeName(type))
  return (
    <li className="flex items-start gap-10">
      {type !== null ? (
        <ClassChip code={type.slice(0, 2)} name={typeName(type)} />
      ) : (
        <span aria-hidden className="grid size-24 place-items-center">
          ✓
        </span>
      )}
      <span className="min-w-0 flex-1">
        <span className="block text-ink-1">{title}</span>
        <span className="block text-13 text-ink-3">
          {solved ? (
            texts.solved
          ) : event ? (
            <TextLink href={`/events/${event.caseNumber}`}>{texts.becameEvent(event.caseNumber)}</TextLink>
          ) : (
            texts.becameHidden
          )}
        </span>
      </span>
      {event && <span className="text-13 whitespace-nowrap text-ink-2">{stateName(event.state, { labels })}</span>}
    </li>
  )
}
