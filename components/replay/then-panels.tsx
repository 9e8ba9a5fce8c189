import type { LiveState } from '@/lib/client/board'
import { formatCount, formatTime } from '@/lib/client/format'
import { replayTexts as texts } from '@/lib/client/messages/replay'
import { classRows } from '@/lib/client/rows'
import type { Moment } from '@/lib/domain/replay-answer'
import type { Figures } from '@/lib/domain/wire'
import { ChangeMark } from '../ui/change-mark'
import { ClassChip } from '../ui/class-chip'
import { Panel } from '../ui/panel'
import { changeOf } from './change-of'

/** A bar, with a tick where the same time of the week before stood. */
function Against({ value, before, most }: { value: number; before: number | undefined; most: number }) {
  return (
    <span aria-hidden className="relative block h-10 flex-1 rounded-full bg-track">
      <span className="absolute inset-y-0 left-0 rounded-full bg-data" style={{ width: `${(100 * value) / most}%` }} />
      {before !== undefined && <span className="absolute -inset-y-5 w-3 bg-ink-1" style={{ left: `${Math.min(99, (100 * before) / most)}%` }} />}
    </span>
  )
}

/** The day so far by class. */
export function ClassesThen({ moment, weekBefore, live }: { moment: Moment | null; weekBefore: Moment | null; live: LiveState }) {
  const rows = classRows(live.key, moment?.figures ?? null)
  const before = weekBefore && new Map(weekBefore.figures.classes?.map(({ code, today }) => [code, today]))
  const beforeOf = (code: string) => (before ? (before.get(code) ?? 0) : undefined)
  const most = Math.max(1, ...rows.map(({ code, today }) => Math.max(today ?? 0, beforeOf(code) ?? 0)))
  const note = moment ? texts.until(formatTime(Date.parse(moment.countedTo)).slice(0, 5), formatCount(moment.figures.today.reported)) : undefined
  return (
    <Panel title={texts.classes} note={note} action={weekBefore ? <BeforeKey /> : undefined} testId="classes-then" className="shrink-0">
      <ul className="-mx-10 flex flex-col">
        {rows.map(({ code, name, today }) => (
          <li key={code} className="flex h-38 items-center gap-10 px-10">
            <ClassChip code={code} name={name} />
            <span className="w-[max(calc(80*var(--u)),4.2em)] truncate text-2 text-ink-2" title={name}>
              {name}
            </span>
            <Against value={today ?? 0} before={beforeOf(code)} most={most} />
            <span className="w-48 text-right text-3 font-semibold text-ink-1">{today === null ? '—' : formatCount(today)}</span>
            <ChangeMark change={changeOf(today ?? undefined, beforeOf(code))} className="w-60 justify-end" />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function BeforeKey() {
  return (
    <span className="flex items-center gap-6 whitespace-nowrap">
      <span aria-hidden className="block h-16 w-3 bg-ink-1" />
      {texts.weekBefore}
    </span>
  )
}

type Street = { code: string; name: string; figure: Figures['grids'][number] }

/** The day so far by street. */
export function StreetsThen({
  streets,
  weekBefore,
  selected,
  onSelect,
}: {
  streets: readonly Street[]
  weekBefore: Moment | null
  selected: string | null
  onSelect(code: string | null): void
}) {
  const before = weekBefore && new Map(weekBefore.figures.grids.map(({ grid, today }) => [grid, today]))
  const beforeOf = (code: string) => (before ? (before.get(code) ?? 0) : undefined)
  const most = Math.max(1, ...streets.map(({ code, figure }) => Math.max(figure.today, beforeOf(code) ?? 0)))
  return (
    <Panel title={texts.streets} note={texts.today} testId="streets-then" className="min-h-0 shrink">
      <ul className="-mx-10 flex min-h-0 flex-col overflow-hidden">
        {streets.slice(0, 6).map(({ code, name, figure }) => (
          <li key={code}>
            <button
              type="button"
              aria-pressed={selected === code}
              onClick={() => onSelect(selected === code ? null : code)}
              className="pointer-events-auto flex h-52 w-full items-center gap-12 rounded-chip px-10 text-left hover:bg-track aria-pressed:bg-track"
            >
              <span className="w-96 shrink-0">
                <span className="block truncate text-2 font-medium text-ink-1">{name}</span>
                <span className="block truncate text-1 text-ink-3">{texts.open(formatCount(figure.open))}</span>
              </span>
              <Against value={figure.today} before={beforeOf(code)} most={most} />
              <span className="w-60 text-right text-4 font-medium text-ink-1">{formatCount(figure.today)}</span>
              <ChangeMark change={changeOf(figure.today, beforeOf(code))} className="w-56 justify-end" />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What of this day became known only later: counted in nothing above, or in all of it where that is as known now. */
export function LaterPanel({ moment }: { moment: Moment | null }) {
  const parts = ['reported', 'corrected', 'void'] as const
  return (
    <Panel title={texts.later} note={moment?.known === 'now' ? texts.laterCounted : texts.laterNote} testId="later" className="shrink-0">
      <ul className="flex flex-wrap gap-x-24 gap-y-4 text-2 text-ink-2">
        {parts.map((part) => (
          <li key={part} className="whitespace-nowrap" data-testid={`later-${part}`}>
            <strong className="text-3">{moment ? formatCount(moment.later[part]) : '—'}</strong> {texts.piece}
            {texts.laterParts[part]}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
