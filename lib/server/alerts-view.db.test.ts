import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { actOnAlert } from '@/lib/db/alerts/act-on-alert'
import { countHidden, listAlerts } from '@/lib/db/alerts/alert-list'
import { readAlertBook } from '@/lib/db/alerts/alert-rows'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { transitionEvent } from '@/lib/db/events/transitions'
import { type Fence, takeLease } from '@/lib/db/log/leases'
import type { Viewer } from '@/lib/domain/access'
import { isLive } from '@/lib/domain/alert-record'
import { type AlertsChanged, type AlertsShown, alertsShown, applyAlerts, hashAlerts } from '@/lib/domain/alerts-view'
import { makeRandom } from '@/lib/domain/random'
import { stepOfView } from '@/lib/domain/view'
import { type Live, openLive } from '@/lib/live/live'
import { verifyBooks } from '@/lib/live/verify'
import { describeEachEngine } from '@/lib/testing/database'
import { newEvent, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { ALERTS_READER, evaluateNext } from './alerts-job'
import { alertsView } from './alerts-view'
import type { RoomView } from './view'

/** A page of a room: what it has of the view, and up to where. It hears nothing while its line is down. */
type Page = { shown: AlertsShown | null; revision: number; hears: boolean; missed: boolean }

/** A room of one viewer, with pages that came at different times. */
class Room {
  readonly view: RoomView
  readonly pages: Page[] = []

  constructor(
    readonly viewer: Viewer,
    live: Live,
  ) {
    this.view = alertsView(live).follow({ viewer, level: 4 })
  }
  whole(page: Page, first = false): void {
    const { event, body } = this.view.whole(Date.now(), first)
    if (event === 'alerts:changed') this.take(Object.assign(page, { shown: null, revision: -1, missed: false }), body)
  }
  take(page: Page, message: AlertsChanged): void {
    const step = stepOfView(page.revision, message)
    if (step === 'gap') this.whole(page)
    if (step !== 'take') return
    page.shown = applyAlerts(page.shown, message)
    page.revision = message.revision
  }
  enter(): void {
    const page: Page = { shown: null, revision: -1, hears: true, missed: false }
    this.whole(page, this.pages.length === 0)
    this.pages.push(page)
  }
  tick(thorough = false): void {
    const message = this.view.next(Date.now(), thorough)
    if (message?.event !== 'alerts:changed') return
    for (const page of this.pages) {
      if (page.hears) this.take(page, message.body)
      else page.missed = true
    }
  }
}

describeEachEngine('the view of alerts', () => {
  let fence: Fence
  const dispatcher = viewer('dispatcher')
  const street = { ...viewer('viewer', '411324001'), id: 'street' }
  const viewers = [dispatcher, street, viewer('screen', '411324002'), viewer('supervisor', '411324001101'), viewer('viewer')]

  beforeAll(async () => {
    await saveSmallCounty()
    const taken = await takeLease(ALERTS_READER.name, randomUUID(), 600_000)
    if (!taken) throw new Error('somebody has the lease')
    fence = taken
    while (await evaluateNext(fence));
  })

  it('is on every page what the list and the tables say, whatever happens and whatever a page misses', async () => {
    const random = makeRandom('alerts', '1')
    const dice = (sides: number) => Math.floor(random.next() * sides)
    const pick = <T>(of: readonly T[]): T | undefined => of[dice(of.length)]
    const live = await openLive()
    const rooms = viewers.map((of) => new Room(of, live))
    live.onChanges(({ changes, at }) => {
      for (const { view } of rooms) view.push(changes, at)
    })
    const events: string[] = []
    const something = async () => {
      const chance = dice(10)
      if (chance < 5) {
        const made = newEvent({
          type: pick(['0402', '0102']) ?? '0402',
          urgency: 1,
          ...(dice(5) === 0 ? { grid: '411324001101', position: undefined } : { position: spot(dice(8), dice(4)) }),
        })
        events.push(made.id)
        await saveEvents([made], { viewer: dispatcher, now: Date.now() })
      } else if (chance < 7) {
        const id = pick(events)
        const { rows } = await pool().query<{ revision: number }>('SELECT revision::float8 AS revision FROM events WHERE id = $1', [id])
        const body = { requestId: randomUUID(), expectedRevision: rows[0]?.revision ?? 1, answer: '无', reason: '误报', note: '无' }
        const action = pick(['void', 'reject', 'reopen', 'correct'] as const) ?? 'void'
        const by = action === 'reopen' ? viewer('supervisor') : dispatcher
        // refused where its state does not allow it
        const wanted = { action, ...body, ...(action === 'correct' && { grid: pick(['411324002', '411324001102']) }) }
        if (id !== undefined) await transitionEvent(by, id, wanted, { now: Date.now() }).catch(() => {})
      } else {
        const alert = pick((await readAlertBook(100)).alerts)
        const action = pick(['acknowledge', 'escalate', 'resolve', 'reopen', 'verdict'] as const) ?? 'acknowledge'
        const said = { requestId: randomUUID(), action, note: '无', ...(action === 'verdict' && { verdict: 'true' as const }) }
        if (alert) await actOnAlert(viewer('supervisor'), alert.id, said, { now: Date.now() }).catch(() => {})
      }
      if (dice(3) > 0) while (await evaluateNext(fence));
      await live.catchUp()
    }
    for (let round = 0; round < 60; round++) {
      await something()
      for (const room of rooms) {
        if (room.pages.length < 3 && dice(10) === 0) room.enter()
        for (const page of room.pages) {
          if (dice(10) > 0) continue
          page.hears = !page.hears
          if (page.hears && dice(2) === 0) room.whole(page)
        }
        if (dice(3) === 0) room.tick()
      }
    }
    // whichever of them were ended, each street has one at last that is sensitive, and one that is not
    for (const grid of ['411324001101', '411324002101'])
      for (const type of ['0402', '0102'])
        await saveEvents([newEvent({ type, urgency: 1, grid, position: undefined })], { viewer: dispatcher, now: Date.now() })
    while (await evaluateNext(fence));
    await live.catchUp()
    const { alerts } = await readAlertBook(10_000)
    expect(alerts.filter(isLive).length).toBeGreaterThan(3)
    expect(new Set(alerts.map(({ endedBy }) => endedBy)).size).toBeGreaterThan(2)
    const told: number[] = []
    for (const room of rooms) {
      while (room.pages.length < 2) room.enter()
      room.tick(true)
      const { alerts: listed } = await listAlerts(room.viewer, { states: ['firing', 'acknowledged'], limit: 500 }, live.atlas)
      const hidden = await countHidden(room.viewer, live.atlas)
      told.push(hidden.reduce((sum, { count }) => sum + count, 0))
      for (const page of room.pages) {
        // whoever has missed something since asks for the whole when the next message begins beyond what they have, or the hash is another
        if (page.missed) room.whole(page)
        expect([...(page.shown?.rows.values() ?? [])], `${room.viewer.role} ${JSON.stringify(room.viewer.scope)}`).toEqual(listed)
        expect(page.shown?.hidden).toEqual(hidden)
        expect(hashAlerts(page.shown ?? alertsShown([], []))).toBe(room.view.hash(Date.now()))
      }
    }
    // sensitive ones are counted for those who see a whole street and not them
    expect(told.map((count) => count > 0)).toEqual([false, true, true, false, true])
    expect(await verifyBooks(() => {})).toMatchObject([{ differences: [] }])
    await live.saveCheckpoint()
    const again = await openLive()
    const shown = (of: Live, by: Viewer) => of.books[0]?.snapshot(by, of.atlas)
    for (const by of viewers) expect(shown(again, by)).toEqual(shown(live, by))
  })

  it('tells whoever came between two messages what is gone since, and of nothing that they could not see', async () => {
    const live = await openLive()
    const rooms = [dispatcher, street, viewer('viewer', '411324002')].map((of) => new Room(of, live))
    live.onChanges(({ changes, at }) => {
      for (const { view } of rooms) view.push(changes, at)
    })
    const settle = async () => {
      while (await evaluateNext(fence));
      await live.catchUp()
    }
    const act = async (id: string, action: 'void' | 'correct', more: object) => {
      const { rows } = await pool().query<{ revision: number }>('SELECT revision::float8 AS revision FROM events WHERE id = $1', [id])
      const body = { requestId: randomUUID(), action, expectedRevision: rows[0]?.revision ?? 1, reason: '误报', ...more }
      await transitionEvent(dispatcher, id, body, { now: Date.now() })
      await settle()
    }
    const [all, here, there] = rooms
    for (const room of rooms) room.enter()
    const before = rooms.map(({ pages }) => [...(pages[0]?.shown?.rows.keys() ?? [])])
    const [voided, moved] = [
      newEvent({ type: '0501', urgency: 1, position: spot(0, 3) }),
      newEvent({ type: '0101', urgency: 1, position: spot(0, 3) }),
    ]
    await saveEvents([voided, moved], { viewer: dispatcher, now: Date.now() })
    await settle()
    for (const room of rooms) room.enter()
    const raised = rooms.map(({ pages }, i) => [...(pages[1]?.shown?.rows.keys() ?? [])].filter((id) => !before[i]?.includes(id)).length)
    expect(raised).toEqual([2, 2, 0])
    await act(voided.id, 'void', {})
    await act(moved.id, 'correct', { grid: '411324002104' })
    const messages = rooms.map(({ view }) => view.next(Date.now()))
    for (const [i, room] of rooms.entries()) {
      const message = messages[i]
      if (message?.event !== 'alerts:changed') throw new Error('no message')
      for (const page of room.pages) room.take(page, message.body)
      const { alerts } = await listAlerts(room.viewer, { states: ['firing', 'acknowledged'], limit: 500 }, live.atlas)
      for (const page of room.pages) expect([...(page.shown?.rows.values() ?? [])]).toEqual(alerts)
    }
    const gone = messages.map((message) => (message?.event === 'alerts:changed' ? message.body.gone.length : null))
    // one that came into sight and one that ended where it never was in sight
    expect(gone).toEqual([1, 2, 0])
    // and what goes out of sight is told with the next message
    await act(moved.id, 'correct', { grid: '411324001104' })
    for (const room of rooms) room.tick()
    await act(moved.id, 'correct', { grid: '411324002104' })
    for (const room of rooms) room.tick()
    expect([all, here, there].map((room) => room?.pages[0]?.shown?.rows.size)).toEqual([
      (before[0]?.length ?? 0) + 1,
      before[1]?.length,
      (before[2]?.length ?? 0) + 1,
    ])
  })
})
