'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { DateField, Field, inputLook } from '@/components/ui/field'
import { inList } from '@/lib/client/in-list'
import { adminTexts } from '@/lib/client/messages/admin'
import { CalendarDay } from '@/lib/domain/calendar'
import type { Settings } from '@/lib/domain/settings'
import type { Save } from './save'

const words = adminTexts.settings

/** Office hours, a line a part. */
export function HoursPart({ settings: { officeHours }, save }: { settings: Settings; save: Save }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const lines = String(new FormData(event.currentTarget).get('hours') ?? '').split('\n')
    const hours = lines.map((line) => line.trim().split(/\s*[-–—~]\s*/)).filter((parts) => parts.some((part) => part !== ''))
    void save({ officeHours: hours.map(([from = '', to = '']) => ({ from, to })) })
  }
  return (
    <Panel id="hours" title={words.hours}>
      <form onSubmit={submit} className="flex max-w-560 flex-col gap-14">
        <label className="flex flex-col gap-6 text-14 text-ink-2">
          {words.hoursHint}
          <textarea
            name="hours"
            rows={3}
            required
            defaultValue={officeHours.map(({ from, to }) => `${from}-${to}`).join('\n')}
            className={inputLook}
          />
        </label>
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}

/** Days beside the published ones, and the years whose holidays nobody knows yet. */
export function CalendarPart({ settings: { calendar, uncovered }, save }: { settings: Settings; save: Save }) {
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const day = CalendarDay.safeParse(Object.fromEntries(new FormData(form)))
    if (await save({ calendar: day.success ? [day.data] : [] })) form.reset()
  }
  return (
    <Panel id="calendar" title={words.calendar}>
      <p className="text-14 text-ink-3">{words.calendarHint}</p>
      {uncovered.length > 0 && (
        <p role="status" className="text-15 text-stale">
          {words.uncovered(inList(uncovered.map(String)))}
        </p>
      )}
      <ul className="flex flex-wrap gap-8 text-14">
        {calendar.map(({ date, kind, name }) => (
          <li key={date} className="rounded-chip border border-line-strong px-10 py-6">
            <span className="text-ink-1">{date}</span> {words.kinds[kind]} {name}
          </li>
        ))}
        {calendar.length === 0 && <li className="text-ink-3">{words.noDays}</li>}
      </ul>
      <form onSubmit={submit} className="grid max-w-760 grid-cols-[repeat(auto-fit,minmax(160px,1fr))] items-end gap-14">
        <DateField label={words.date} name="date" type="date" required />
        <Choice label={words.kind} name="kind" value="holiday" options={Object.entries(words.kinds)} />
        <Field label={words.name} name="name" maxLength={50} />
        <Action type="submit">{words.add}</Action>
      </form>
    </Panel>
  )
}
