import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/lib/domain/clock'
import type { EventAction } from '@/lib/domain/event-actions'
import type { TransitionIn } from '@/lib/domain/transition'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { getEvent } from '../events/event-list'
import { saveEvents } from '../events/events'
import { passDeadlines } from '../events/lights'
import { countSince, listSince } from '../events/since-looked'
import { transitionEvent } from '../events/transitions'
import { takeLease } from '../log/leases'
import { createAccount } from './accounts'
import { markLook, readLook, takeLookBack } from './desk-looks'
import { createToken } from './tokens'

const by = { actor: { id: 'cli', name: 'root', role: null } }
const account = async (username: string) =>
  (await createAccount({ username, name: username, role: 'dispatcher', scope: { kind: 'grids', prefixes: [''] }, password: 'Right-password-1' }, by))
    .account.id

const street = '411324001'
const dispatcher = viewer('dispatcher', street)
const department: Viewer = { id: randomUUID(), name: '城管', role: 'handler', scope: { kind: 'department', department: '城管' } }

async function act(who: Viewer, id: string, action: EventAction, now: number, more: Partial<TransitionIn> = {}) {
  const { revision = 0 } = (await getEvent(who, id)) ?? {}
  return transitionEvent(who, id, { requestId: randomUUID(), expectedRevision: revision, action, ...more }, { now })
}

describeEachEngine('looks', () => {
  it('are each person’s own, and the last is taken back once', async () => {
    const [anna, berta] = [await account('anna'), await account('berta')]
    expect(await readLook(anna)).toBeNull()
    await markLook(anna, NOW)
    await takeLookBack(anna)
    expect(await readLook(anna)).toBeNull()
    await markLook(anna, NOW)
    await markLook(anna, NOW + HOUR_MS)
    // the answer was lost, and it was pressed again
    await markLook(anna, NOW + HOUR_MS + 1_000)
    expect([await readLook(anna), await readLook(berta)]).toEqual([NOW + HOUR_MS + 1_000, null])
    for (let times = 0; times < 2; times++) await takeLookBack(anna)
    expect(await readLook(anna)).toBe(NOW)
    await markLook(anna, NOW + 2 * HOUR_MS)
    await takeLookBack(anna)
    expect(await readLook(anna)).toBe(NOW)
  })

  it('count what came since, of what one sees: by receipt, deadline, wish, rework and closing', async () => {
    await saveSmallCounty()
    await createToken({ name: '城管', role: 'handler', scope: department.scope, expiresAt: null })
    const lead = { kind: 'department', id: '城管' } as const
    const report = async (now: number, grid = '411324001101') => {
      const given = event({ occurredAt: new Date(now - MINUTE_MS).toISOString(), grid, position: undefined })
      expect(await saveEvents([given], { viewer: viewer(), now })).toMatchObject({ accepted: 1 })
      return given.id
    }
    const handled = async (now: number) => {
      const id = await report(now)
      await act(dispatcher, id, 'accept', now)
      await act(dispatcher, id, 'dispatch', now, { lead })
      return id
    }
    const [late, wished, sent, closed] = [await handled(NOW), await handled(NOW), await handled(NOW), await handled(NOW)]
    const looked = NOW + HOUR_MS
    const after = looked + MINUTE_MS
    await act(department, wished, 'ask_extension', after, { reason: '等配件', deadline: NOW + 3 * DAY_MS })
    for (const id of [sent, closed]) await act(department, id, 'hand_in', after, { note: '已办' })
    await act(dispatcher, sent, 'send_back', after, { reason: '没修好' })
    await act(dispatcher, closed, 'verify', after)
    const fresh = await report(after)
    const elsewhere = await report(after, '411324002101001')

    const later = NOW + DAY_MS + HOUR_MS
    const fence = (await takeLease('deadlines', randomUUID(), 60_000)) ?? { name: 'deadlines', token: 0 }
    while ((await passDeadlines(fence, later)) > 0);
    const counts = await countSince(dispatcher, looked, later)
    // what was sent back and what waits for more time is late as well
    expect(counts).toEqual({ reported: 1, overdue: 3, extension: 1, reworked: 1, closed: 1 })
    const ids = async (part: Parameters<typeof listSince>[1], who = dispatcher) => (await listSince(who, part, looked, later)).map(({ id }) => id)
    expect(await ids('reported')).toEqual([fresh])
    expect((await ids('overdue')).sort()).toEqual([late, wished, sent].sort())
    expect([await ids('extension'), await ids('reworked'), await ids('closed')]).toEqual([[wished], [sent], [closed]])
    expect((await ids('reported', viewer('supervisor', '411324002'))).sort()).toEqual([elsewhere])
    expect(await countSince(dispatcher, later, later)).toEqual({ reported: 0, overdue: 0, extension: 0, reworked: 0, closed: 0 })
  })
})
