'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { v4 as uuid } from 'uuid'
import { ExportButton } from '@/components/list/export-button'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { DoneNotice } from '@/components/ui/done-notice'
import { formatDay } from '@/lib/client/format'
import { aboutTexts } from '@/lib/client/messages/about'
import { rosterTexts } from '@/lib/client/messages/roster'
import { useAddressPart } from '@/lib/client/use-address'
import { useNow } from '@/lib/client/use-store'
import { DAY_MS, dayNumber, HOUR_MS, startOfDayNumber } from '@/lib/domain/clock'
import type { DutyShiftOut, Roster } from '@/lib/domain/roster'
import { OnDuty } from './on-duty'
import { ShiftDialog } from './shift-dialog'
import { SignDialog } from './sign-dialog'
import { useRoster } from './use-roster'
import { Week } from './week'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })
const WhoseShifts = dynamic(() => import('./whose-shifts').then((m) => m.WhoseShifts), { ssr: false })

const KEPT = ['who']
const WEEK_MS = 7 * DAY_MS
/** The first instant of the Monday of the week that holds `ms`. */
const weekOf = (ms: number): number => startOfDayNumber(dayNumber(ms) - ((dayNumber(ms) + 3) % 7))

/** What is open over the page: a shift, new or as it is; or the hand-over to the shift that was next. */
type Open = { kind: 'shift'; shift: DutyShiftOut; isNew: boolean } | { kind: 'sign'; next: DutyShiftOut | null } | null

/** A new shift of a day, as such shifts are: twelve hours from where the day's last ends, or from eight. */
function draft(day: number, shifts: readonly DutyShiftOut[]): DutyShiftOut {
  const ofDay = shifts.filter(({ begins }) => Date.parse(begins) >= day && Date.parse(begins) < day + DAY_MS)
  const begins = Math.max(day + 8 * HOUR_MS, ...ofDay.map(({ ends }) => Date.parse(ends)))
  const text = (at: number) => new Date(at).toISOString()
  return { id: uuid(), begins: text(begins), ends: text(begins + 12 * HOUR_MS), officer: null, leader: null, signed: null }
}

/** The two weeks that the page shows, as a query. */
const spanOf = (monday: number): string =>
  new URLSearchParams({ from: new Date(monday).toISOString(), to: new Date(monday + 2 * WEEK_MS).toISOString() }).toString()

/** 值班表: who is on now, and the shifts of this week and the next. */
export function RosterPage({ frame }: { frame: Frame }) {
  const now = useNow()
  const monday = now === null ? null : weekOf(now)
  return (
    <Shell
      frame={frame}
      page="roster"
      about={aboutTexts.roster}
      tools={
        monday !== null && (
          <>
            <AddressViews list="roster" isPerson={frame.viewer.userId !== undefined} kept={KEPT} />
            <ExportButton list="roster" query={spanOf(monday)} hasWords />
          </>
        )
      }
    >
      {now === null || monday === null ? <Waiting /> : <Weeks key={monday} viewer={frame.viewer} monday={monday} now={now} />}
    </Shell>
  )
}

function Weeks({ viewer, monday, now }: { viewer: Frame['viewer']; monday: number; now: number }) {
  const roster = useRoster(monday, monday + 2 * WEEK_MS)
  const [who, setWho] = useAddressPart('who')
  const [open, setOpen] = useState<Open>(null)
  const [done, setDone] = useState<{ text: string; key: number } | null>(null)
  const { data } = roster
  // what was not done before is told where it was tried
  const show = (next: Open) => {
    roster.dismiss()
    setOpen(next)
  }
  const close = () => show(null)
  const after = (text: string) => (did: boolean) => {
    if (!did) return
    setOpen(null)
    setDone({ text, key: Date.now() })
  }
  if (!data) return roster.failed ? <Failed text={rosterTexts.unread} onRetry={roster.again} /> : <Waiting />
  const [thisWeek, nextWeek] = [weekShifts(data, monday), weekShifts(data, monday + WEEK_MS)]
  const copy = () => {
    const text = (at: string) => new Date(Date.parse(at) + WEEK_MS).toISOString()
    const shifts = thisWeek.map((shift) => ({ ...shift, id: uuid(), begins: text(shift.begins), ends: text(shift.ends), signed: null }))
    void roster.change({ shifts }).then(after(rosterTexts.copied(shifts.length)))
  }
  const week = (from: number, title: string, action?: React.ReactNode) => (
    <Panel
      title={title}
      note={rosterTexts.span(formatDay(from), formatDay(from + WEEK_MS - 1))}
      action={action}
      flush
      className="overflow-hidden"
      testId="week"
    >
      <Week
        monday={from}
        roster={data}
        who={who}
        now={now}
        onOpen={data.plans ? (shift) => show({ kind: 'shift', shift, isNew: false }) : null}
        onAdd={data.plans ? (day) => show({ kind: 'shift', shift: draft(day, data.shifts), isNew: true }) : null}
      />
    </Panel>
  )
  return (
    <>
      <OnDuty roster={data} now={now} onSign={() => show({ kind: 'sign', next: data.next })} />
      {week(monday, rosterTexts.weeks.this, <WhoseShifts shifts={data.shifts} who={who} onWho={setWho} />)}
      {week(
        monday + WEEK_MS,
        rosterTexts.weeks.next,
        data.plans && (
          <span className="flex flex-wrap items-center gap-8">
            <span role="alert" className="text-14 text-ink-1">
              {open === null && roster.fault}
            </span>
            {nextWeek.length === 0 && thisWeek.length > 0 && (
              <Action size="small" onClick={copy} disabled={roster.busy} data-testid="copy-week">
                {rosterTexts.copy}
              </Action>
            )}
          </span>
        ),
      )}
      {!data.plans && <p className="text-13 text-ink-3 print:hidden">{rosterTexts.readOnly}</p>}
      {open?.kind === 'shift' && (
        <ShiftDialog
          shift={open.shift}
          isNew={open.isNew}
          accounts={data.accounts}
          busy={roster.busy}
          fault={roster.fault}
          onSave={(shift) => void roster.change({ shifts: [shift], seen: open.isNew ? [] : [open.shift] }).then(after(rosterTexts.saved))}
          onRemove={
            open.isNew || open.shift.signed
              ? null
              : () => void roster.change({ remove: [open.shift.id], seen: [open.shift] }).then(after(rosterTexts.removed))
          }
          onClose={close}
        />
      )}
      {open?.kind === 'sign' && (
        <SignDialog
          next={open.next}
          viewer={viewer}
          now={now}
          busy={roster.busy}
          fault={roster.fault}
          onSign={(note) => void roster.sign(open.next?.id ?? null, note).then(after(rosterTexts.signed1))}
          onClose={close}
        />
      )}
      {done && <DoneNotice key={done.key} text={done.text} onUndo={null} onClose={() => setDone(null)} floats />}
    </>
  )
}

const weekShifts = ({ shifts }: Roster, from: number): DutyShiftOut[] =>
  shifts.filter(({ begins }) => Date.parse(begins) >= from && Date.parse(begins) < from + WEEK_MS)
