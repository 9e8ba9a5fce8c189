import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { transaction } from '../engine/pool'
import { getEvent } from '../events/event-list'
import { saveEvents } from '../events/events'
import { readCalendar, readOwnDays, saveCalendarDays, writeOfficeHours } from './calendar'

describeEachEngine('the working calendar', () => {
  beforeAll(saveSmallCounty)

  const deadlineOf = async () => {
    const given = event({ occurredAt: new Date(NOW).toISOString() }) // a Tuesday at 08:00, one working day
    await saveEvents([given], { viewer: viewer(), now: NOW })
    return (await getEvent(viewer(), given.id))?.deadline
  }

  it('moves the deadlines that are set after a day was imported, and no earlier one', async () => {
    const wednesday = await deadlineOf()
    // a working day after the two and two working hours of acceptance and dispatch
    expect(wednesday).toBe('2026-11-25T04:00:00.000Z')
    await saveCalendarDays([{ date: '2026-11-25', kind: 'holiday', name: '县庆' }])
    expect(await deadlineOf()).toBe('2026-11-26T04:00:00.000Z')
    await saveCalendarDays([{ date: '2026-11-25', kind: 'workday', name: '' }])
    expect(await deadlineOf()).toBe(wednesday)
    expect(await readOwnDays()).toEqual([{ date: '2026-11-25', kind: 'workday', name: '' }])
  })

  it('takes the office hours that are set', async () => {
    await transaction((tx) => writeOfficeHours(tx, [{ from: '09:00', to: '17:00' }]))
    expect((await readCalendar()).officeMs).toBe(8 * 3_600_000)
  })
})
