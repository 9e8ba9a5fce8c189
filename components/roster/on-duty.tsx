import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { formatDeadline, formatMoment, formatSpan } from '@/lib/client/due'
import { rosterTexts } from '@/lib/client/messages/roster'
import type { DutyPerson, DutyShiftOut, Roster } from '@/lib/domain/roster'

type OnDutyProps = { roster: Roster; now: number; onSign(): void }

/** Who is on now, what the shift before left to say, and who comes next; whose time is over, and the button that hands over. */
export function OnDuty({ roster: { onDuty, next, takesOver, shifts }, now, onSign }: OnDutyProps) {
  const shift = onDuty?.shift ?? null
  const coming = next ?? shifts.find(({ begins }) => Date.parse(begins) > now) ?? null
  const isPlanned = shifts.some(({ begins, ends }) => Date.parse(begins) <= now && now < Date.parse(ends))
  return (
    <Panel testId="on-duty" className="shrink-0">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(150px,1fr))] items-start gap-x-24 gap-y-14">
        <Post name={rosterTexts.officer} person={shift?.officer ?? null} none={shift ? rosterTexts.vacant : rosterTexts.noneOn} />
        <Post name={rosterTexts.leader} person={shift?.leader ?? null} none={shift ? rosterTexts.vacant : ''} />
        <div>
          <p className="text-13 text-ink-3">{rosterTexts.now}</p>
          <p className="text-15 text-ink-1" data-testid="on-until">
            {shift ? (onDuty?.kept ? rosterTexts.kept : rosterTexts.until(formatDeadline(shift.ends, now))) : rosterTexts.noneOnWhy}
          </p>
        </div>
        <div className="min-w-0">
          <p className="text-13 text-ink-3">{rosterTexts.note}</p>
          <p className="wrap-anywhere text-ink-2">{shift?.signed?.note ?? rosterTexts.noNote}</p>
          {shift?.signed && (
            <p className="text-13 wrap-anywhere text-ink-3" data-testid="signed-by">
              {rosterTexts.signed(shift.signed.by, formatMoment(shift.signed.at, now))}
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-center justify-between gap-10">
          <Coming shift={coming} now={now} />
          {takesOver && (next || !isPlanned) && (
            <Action main={onDuty === null || onDuty.kept} onClick={onSign} data-testid="sign">
              {next ? rosterTexts.sign : rosterTexts.signUnplanned}
            </Action>
          )}
        </div>
      </div>
      {shift && onDuty?.kept && <Callout data-testid="kept">{rosterTexts.keptWhy(formatMoment(shift.ends, now))}</Callout>}
    </Panel>
  )
}

function Post({ name, person, none }: { name: string; person: DutyPerson | null; none: string }) {
  return (
    <div className="min-w-0">
      <p className="text-13 text-ink-3">{name}</p>
      <p className={`text-18 wrap-anywhere ${person ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>{person?.name ?? none}</p>
    </div>
  )
}

function Coming({ shift, now }: { shift: DutyShiftOut | null; now: number }) {
  if (!shift) return <p className="text-13 text-ink-3">{rosterTexts.noNext}</p>
  const left = Date.parse(shift.begins) - now
  return (
    <div>
      <p className="text-13 text-ink-3">
        {rosterTexts.next(formatMoment(shift.begins, now))}
        {left > 0 && ` · ${rosterTexts.nextLeft(formatSpan(left))}`}
      </p>
      <p className={shift.officer ? 'text-15 text-ink-1' : 'text-15 text-ink-3'}>{shift.officer?.name ?? rosterTexts.vacant}</p>
    </div>
  )
}
