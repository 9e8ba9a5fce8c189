import * as z from 'zod/mini'
import { shippedCalendar } from '@/lib/domain/atlas'
import { type Calendar, CalendarDay, DEFAULT_OFFICE_HOURS, makeCalendar, OfficeHours } from '@/lib/domain/calendar'
import { PUBLISHED_DAYS } from '@/lib/domain/holidays'
import { type PoolClient, pool, transaction } from '../engine/pool'
import { readSetting, writeSetting } from '../engine/settings'
import { bumpGridVersion } from './rebase'

const OFFICE_HOURS = 'office-hours'

/** The days an operator imported, by date: they hold against the shipped ones. */
export async function readOwnDays(place: Pick<PoolClient, 'query'> = pool()): Promise<CalendarDay[]> {
  const { rows } = await place.query('SELECT day::text AS date, kind, name FROM calendar_days ORDER BY day')
  return z.parse(z.array(CalendarDay), rows)
}

/** The office hours in force. */
export async function readOfficeHours(tx?: Pick<PoolClient, 'query'>): Promise<OfficeHours> {
  return (await readSetting(OFFICE_HOURS, OfficeHours, tx)) ?? DEFAULT_OFFICE_HOURS
}

/** The working calendar in force: what is published, what an operator imported, and the office hours. */
export async function readCalendar(place?: Pick<PoolClient, 'query'>): Promise<Calendar> {
  const [own, officeHours] = [await readOwnDays(place), await readSetting(OFFICE_HOURS, OfficeHours, place)]
  if (own.length === 0 && officeHours === null) return shippedCalendar()
  return makeCalendar({ days: [...PUBLISHED_DAYS, ...own], officeHours: officeHours ?? DEFAULT_OFFICE_HOURS })
}

/**
 * Adds days to the calendar, in place of earlier ones of the same date, within a transaction. Deadlines that were set stay; clocks that
 * are started from now on, in every process, know the days.
 */
export async function writeCalendarDays(tx: PoolClient, days: readonly CalendarDay[]): Promise<void> {
  await bumpGridVersion(tx)
  await tx.query(
    `INSERT INTO calendar_days (day, kind, name) SELECT * FROM unnest($1::date[], $2::text[], $3::text[])
     ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name`,
    [days.map((d) => d.date), days.map((d) => d.kind), days.map((d) => d.name)],
  )
}

/** The same in a transaction of its own, with `also` in it. */
export async function saveCalendarDays(days: readonly CalendarDay[], also?: (tx: PoolClient) => Promise<void>): Promise<void> {
  await transaction(async (tx) => {
    await writeCalendarDays(tx, days)
    await also?.(tx)
  })
}

/** Sets the office hours, for the clocks that are started from now on. */
export async function writeOfficeHours(tx: PoolClient, hours: OfficeHours): Promise<void> {
  await bumpGridVersion(tx)
  await writeSetting(OFFICE_HOURS, hours, tx)
}
