'use client'
import type { ReactNode } from 'react'
import { LightMark } from '@/components/event/light-mark'
import { Action } from '@/components/ui/action'
import { ClassChip } from '@/components/ui/class-chip'
import { PlaceMap } from '@/components/ui/place-map'
import { SeverityMark } from '@/components/ui/severity-mark'
import { dueText } from '@/lib/client/due'
import { tasksTexts as texts } from '@/lib/client/messages/tasks'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Phone } from '@/lib/client/phone'
import type { Act } from '@/lib/client/waiting'
import { type EventWords, shortPlace, shortType } from '@/lib/client/words'
import type { Task } from './use-tasks'

export type TaskCardProps = {
  task: Task
  words: EventWords
  now: number
  /** whoever stands here acts for its lead (主办); whoever assists looks on */
  mine: boolean
  /** what of it waits in the outbox */
  waits: Act['action'] | null
  metersAway: number | null
  phone: Phone | null
  busy: boolean
  /** why it was not taken */
  fault: string | null
  /** the one card that shows all it has */
  opened: boolean
  onOpen(): void
  onTake(): void
  onHandIn(): void
}

const distanceOf = (meters: number): string =>
  meters < 1_000 ? texts.meters(Math.round(meters / 10) * 10) : texts.kilometers((meters / 1_000).toFixed(1))

/** An address that opens the map of the phone, with a signal or without one. */
const wayTo = ([lon, lat]: readonly [number, number], name: string) => `geo:${lat},${lon}?q=${lat},${lon}(${encodeURIComponent(name)})`

/** One thing to do: what, where, how long yet, and the one button that leads on. 特急 fills its card: a phone has one glance. */
export function TaskCard({ task, words, now, mine, waits, metersAway, phone, busy, fault, opened, onOpen, onTake, onHandIn }: TaskCardProps) {
  const type = words.typeOf(task.type)
  const name = shortType(type, task.type)
  const grave = task.urgency === 1
  const taken = task.taken || waits === 'take'
  const overdue = task.deadline !== null && Date.parse(task.deadline) < now
  const left = dueText(task, now)
  const away = grave && metersAway !== null ? texts.away(distanceOf(metersAway)) : null
  const where = [shortPlace(task.grid, words), away].filter((part) => part !== null).join(' \u00b7 ')
  const said = waits === 'hand_in' ? texts.resultWaits : waits === 'take' ? texts.takeWaits : mine ? null : texts.assists
  const go = task.position ? (
    <Action size="large" className="flex-1" href={wayTo(task.position, name)} data-testid="go">
      <Arrow />
      {metersAway === null || grave ? texts.go : distanceOf(metersAway)}
    </Action>
  ) : null
  const act =
    !mine || waits === 'hand_in' ? null : taken ? (
      <Action size="large" main={opened && !grave} className="flex-1" onClick={onHandIn} data-testid="hand-in">
        {texts.handIn}
      </Action>
    ) : (
      <Action size="large" main={opened && !grave} className="flex-1" disabled={busy} onClick={onTake} data-testid="take">
        {texts.take}
      </Action>
    )
  return (
    <li
      data-testid="task"
      data-number={task.caseNumber}
      data-taken={task.taken}
      data-waits={waits ?? ''}
      data-overdue={overdue}
      className={`flex flex-col gap-10 rounded-10 border p-12 ${grave ? 'border-(--sev-1) bg-(--sev-1) text-(--sev-ink-1) [--on-red:var(--sev-ink-1)] [--red:var(--sev-1)]' : 'border-line bg-panel text-ink-2'}`}
    >
      <button
        type="button"
        aria-expanded={opened}
        aria-label={opened ? undefined : `${name} ${left} ${texts.unfold}`}
        onClick={onOpen}
        className="flex min-h-48 w-full items-start gap-10 text-left text-inherit"
      >
        {grave ? (
          <span className="[--sev-1:var(--on-red)] [--sev-ink-1:var(--red)]">
            <SeverityMark rank={1} label={wallTexts.feed.urgency[0] ?? ''} className="size-30" />
          </span>
        ) : (
          <ClassChip code={type?.classCode ?? ''} name={type?.className ?? ''} />
        )}
        <span className="flex min-w-0 flex-1 flex-col gap-2">
          <span className="flex items-baseline justify-between gap-8">
            <strong className={`min-w-0 text-16 ${grave ? 'text-inherit' : 'text-ink-1'}`}>{name}</strong>
            <Left grave={grave} overdue={overdue} near={task.light === 'near'} text={left} />
          </span>
          <span className="text-14">{where}</span>
          {said !== null && <span className="text-14">{said}</span>}
        </span>
      </button>
      {opened && !grave && <Steps taken={taken} handedIn={waits === 'hand_in'} />}
      {opened && <PlaceMap grids={[task.grid]} position={task.position ?? null} label={texts.place} phone={phone} />}
      {fault !== null && (
        <p role="alert" className="font-semibold">
          {fault}
        </p>
      )}
      {(opened || grave) && (go !== null || act !== null) && (
        <div className="flex gap-10">
          {go}
          {act}
        </div>
      )}
      {!opened && !grave && act !== null && <div className="flex justify-end *:max-w-160">{act}</div>}
      {opened && (
        <a href={`/events/${task.caseNumber}`} className="flex min-h-48 items-center justify-center text-14 underline underline-offset-4">
          {texts.open} · {task.caseNumber}
        </a>
      )}
    </li>
  )
}

function Left({ grave, overdue, near, text }: { grave: boolean; overdue: boolean; near: boolean; text: string }): ReactNode {
  if (grave) return <strong className="text-16 whitespace-nowrap text-inherit">{text}</strong>
  return overdue || near ? <LightMark light={overdue ? 'overdue' : 'near'} text={text} /> : <span className="text-14 whitespace-nowrap">{text}</span>
}

/** 签收 → 到现场 → 传结果; nobody has to prove that they were there. */
function Steps({ taken, handedIn }: { taken: boolean; handedIn: boolean }) {
  const names = [texts.steps.take, texts.steps.there, texts.steps.result]
  const at = handedIn ? 3 : taken ? 1 : 0
  return (
    <ol aria-label={texts.stepsLabel} className="flex items-center gap-8 text-14">
      {names.map((name, i) => (
        <li
          key={name}
          aria-current={i === at ? 'step' : undefined}
          className={`flex items-center gap-6 ${i === at ? 'font-semibold text-ink-1' : ''}`}
        >
          {i > 0 && <span aria-hidden className="h-2 w-24 bg-line-strong" />}
          <span
            aria-hidden
            className={`grid size-24 place-items-center rounded-full border ${i <= at ? 'border-ink-1 bg-ink-1 text-bg' : 'border-line-strong'}`}
          >
            {i < at ? '✓' : i + 1}
          </span>
          {name}
        </li>
      ))}
    </ol>
  )
}

const Arrow = () => (
  <svg viewBox="0 0 24 24" className="size-18" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" aria-hidden>
    <path d="M20 4 4 11l7 2 2 7z" />
  </svg>
)
