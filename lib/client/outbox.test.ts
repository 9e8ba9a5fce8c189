import { describe, expect, it } from 'vitest'
import type { EventIn } from '@/lib/domain/event'
import type { EventDetail } from '@/lib/domain/event-detail'
import { Outbox, type Sender, type Shelf, UNDO_MS } from './outbox'
import { type Act, isHeld, type Waiting } from './waiting'

const event = (n: number): EventIn => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  occurredAt: '2026-11-24T08:00:00Z',
  type: '0501',
  grid: '411324001',
})
const photo = () => new Blob(['x'], { type: 'image/jpeg' })
const ids = [1, 2, 3].map((n) => `10000000-0000-4000-8000-00000000000${n}`)
const act = (action: Act['action'], of: number, note?: string): Act => ({
  action,
  event: { id: event(of).id, caseNumber: `20261124-0000${of}`, type: '0501', grid: '411324001' },
  ...(note === undefined ? {} : { note }),
  expectedRevision: 5,
})
const refusal = (code: string, event: EventDetail | null = null) => ({ ok: false as const, code, message: '', event })
const taken = { ok: true as const, body: {} }

/** A phone: its clock stands until it is moved, its shelf outlives the page, its line can be cut. */
function makePhone() {
  const shelf = new Map<string, Waiting>()
  const store: Shelf = {
    all: async () => [...shelf.values()],
    put: async (waiting) => void shelf.set(waiting.id, waiting),
    remove: async (id) => void shelf.delete(id),
    alone: (run) => run(),
  }
  const server = {
    line: true,
    asked: [] as string[],
    /** all that was done, in order, each named once */
    done: [] as string[],
    events: new Set<string>(),
    photos: 0,
    refuses: null as string | null,
    as: null as EventDetail | null,
    revision: 5,
    stale: [] as number[],
  }
  const sender: Sender = {
    async report({ id }) {
      server.asked.push(id)
      if (!server.line) return refusal('lost')
      if (server.refuses) return refusal(server.refuses)
      server.events.add(id)
      server.done.push(`report ${id.slice(-1)}`)
      return taken
    },
    async act(id, { action, event, expectedRevision }) {
      server.asked.push(id)
      if (!server.line) return refusal('lost')
      if (server.refuses) return refusal(server.refuses, server.as)
      server.stale.push(server.revision - expectedRevision)
      server.done.push(`${action} ${event.id.slice(-1)}`)
      return { ok: true, body: { event: { revision: ++server.revision } } }
    },
    async duty(id, { action, item }) {
      server.asked.push(id)
      if (!server.line) return refusal('lost')
      if (server.refuses && action === 'do') return refusal(server.refuses)
      server.done.push(`${action} ${item.name}`)
      return taken
    },
    async photo(event, kind) {
      if (!server.line) return refusal('lost')
      server.photos++
      server.done.push(`photo of a ${kind} ${event.slice(-1)}`)
      return taken
    },
  }
  let now = 1_000_000
  let timers: { at: number; run: () => void }[] = []
  const runtime = {
    now: () => now,
    random: () => 0.5,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((t) => t !== timer)
      }
    },
  }
  return {
    shelf,
    server,
    sender,
    open: async (over: Partial<Sender> = {}) => {
      const outbox = new Outbox(store, { ...sender, ...over }, runtime, () => {})
      await outbox.start()
      return outbox
    },
    async wait(ms: number) {
      for (const end = now + ms; ; ) {
        const next = timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) {
          now = end
          return
        }
        now = Math.max(now, next.at)
        timers = timers.filter((t) => t !== next)
        next.run()
        // whatever was asked is answered before time goes on
        for (let i = 0; i < 50; i++) await Promise.resolve()
      }
    },
  }
}

describe('the outbox', () => {
  it('waits with sending until it can no longer be taken back', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    await outbox.report(event(1), [photo()])
    await phone.wait(UNDO_MS - 1)
    expect(phone.server.asked).toEqual([])
    await phone.wait(1)
    expect([...phone.server.events]).toEqual([event(1).id])
    expect(phone.server.photos).toBe(1)
    expect(phone.shelf.size).toBe(0)
    expect(outbox.state).toMatchObject({ waiting: [], sending: null, trouble: null, sent: [{ id: event(1).id, kind: 'report', photosRefused: 0 }] })
  })

  it('keeps one of what is written under one id twice', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    await outbox.report(event(1), [])
    await outbox.report(event(1), [photo()])
    expect(outbox.state.waiting).toEqual([...phone.shelf.values()])
    expect(outbox.state.waiting).toMatchObject([{ id: event(1).id, photos: [expect.any(Blob)] }])
  })

  it('gives a report back that has not gone out, whole', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    await outbox.report(event(1), [photo()])
    expect(await outbox.takeBack(event(1).id)).toMatchObject({ what: { event: event(1) }, photos: [expect.any(Blob)] })
    await phone.wait(10 * UNDO_MS)
    expect(phone.server.asked).toEqual([])
    expect(phone.shelf.size).toBe(0)
    await outbox.report(event(2), [])
    await phone.wait(UNDO_MS)
    expect(await outbox.takeBack(event(2).id)).toBeNull()
  })

  it('keeps a report through a dead signal and a closed page, and sends it once', async () => {
    const phone = makePhone()
    phone.server.line = false
    const first = await phone.open()
    await first.report(event(1), [photo(), photo()])
    await phone.wait(60_000)
    expect(first.state.trouble).toBe('lost')
    expect(phone.shelf.size).toBe(1)
    first.stop()

    const second = await phone.open()
    await phone.wait(5_000)
    expect(phone.server.events.size).toBe(0)
    phone.server.line = true
    second.sendNow()
    await phone.wait(0)
    expect([...phone.server.events]).toEqual([event(1).id])
    expect(phone.server.photos).toBe(2)
    expect(phone.shelf.size).toBe(0)
  })

  it('goes on with the photo that is missing, not from the start', async () => {
    const phone = makePhone()
    let sent = 0
    const outbox = await phone.open({ photo: async () => (++sent === 2 ? refusal('lost') : taken) })
    await outbox.report(event(1), [photo(), photo(), photo()])
    await phone.wait(UNDO_MS + 60_000)
    expect(sent).toBe(4)
    expect(phone.server.asked).toEqual([event(1).id])
    expect(outbox.state.sent).toMatchObject([{ id: event(1).id, photosRefused: 0 }])
  })

  it('keeps what the server will not have, says why, and sends the others', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    phone.server.refuses = 'outside_area'
    await outbox.report(event(1), [])
    await phone.wait(UNDO_MS)
    phone.server.refuses = null
    await outbox.report(event(2), [])
    await phone.wait(UNDO_MS)
    expect(outbox.state.waiting.map((r) => [r.id, r.refused?.code])).toEqual([[event(1).id, 'outside_area']])
    expect([...phone.server.events]).toEqual([event(2).id])
    expect(await outbox.takeBack(event(1).id)).not.toBeNull()
    expect(phone.shelf.size).toBe(0)
  })

  it.each(['starting', 'stopping', 'unavailable', 'no_space', 'rate_limited'])(
    'sends what was refused for a moment (%s) again by itself',
    async (code) => {
      const phone = makePhone()
      const outbox = await phone.open()
      phone.server.refuses = code
      await outbox.report(event(1), [])
      await phone.wait(UNDO_MS)
      expect(outbox.state.waiting.map((r) => r.refused)).toEqual([null])
      phone.server.refuses = null
      await phone.wait(60_000)
      expect([...phone.server.events]).toEqual([event(1).id])
    },
  )

  it('sends reports, photos, takes and hand-ins in the order in which they were written, each once, whatever the line does', async () => {
    const phone = makePhone()
    phone.server.line = false
    const first = await phone.open()
    await first.act(ids[0] ?? '', act('take', 7))
    await first.report(event(1), [photo()])
    await first.act(ids[1] ?? '', act('hand_in', 7, '已清理'), [photo(), photo()])
    await first.act(ids[2] ?? '', act('take', 8))
    await phone.wait(5 * 60_000)
    expect(phone.server.done).toEqual([])
    first.stop()
    const second = await phone.open()
    phone.server.line = true
    second.sendNow()
    await phone.wait(0)
    expect(phone.server.done).toEqual([
      'take 7',
      'report 1',
      'photo of a report 1',
      'photo of a result 7',
      'photo of a result 7',
      'hand_in 7',
      'take 8',
    ])
    expect(phone.shelf.size).toBe(0)
    expect(second.state.sent.map(({ kind }) => kind)).toEqual(['take', 'hand_in', 'report', 'take'])
  })

  it('lets nothing overtake what can still be taken back', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    await outbox.report(event(1), [])
    await outbox.act(ids[0] ?? '', act('take', 7))
    await phone.wait(UNDO_MS - 1)
    expect(phone.server.done).toEqual([])
    outbox.sendNow(ids[0])
    await phone.wait(0)
    expect(phone.server.done).toEqual(['report 1', 'take 7'])
  })

  it('hands in on what its own take has made of the event, also after the page was closed in between', async () => {
    const phone = makePhone()
    const first = await phone.open()
    await first.act(ids[0] ?? '', act('take', 7))
    await first.act(ids[1] ?? '', act('hand_in', 7, '已清理'))
    await phone.wait(0)
    first.stop()
    expect(phone.server.done).toEqual(['take 7'])
    await phone.open()
    await phone.wait(UNDO_MS)
    expect(phone.server.done).toEqual(['take 7', 'hand_in 7'])
    expect(phone.server.stale).toEqual([0, 0])
  })

  it('holds what follows a refusal about the same event, sends all else, and does it again on the event as it is', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    const timeline = [
      { revision: 6, at: '2026-11-24T09:00:00Z', action: 'remind' as const, actor: '李四' },
      { revision: 9, at: '2026-11-24T10:00:00Z', action: 'grant_extension' as const, actor: '王五' },
    ].map((step) => ({
      ...{ role: 'supervisor', from: 'handling' as const, to: 'handling' as const, deadlineBefore: null, deadlineAfter: null },
      ...{ note: null, reason: null, detail: {}, ...step },
    }))
    phone.server.refuses = 'conflict'
    phone.server.as = { ...detail, timeline }
    await outbox.act(ids[0] ?? '', act('take', 7))
    await phone.wait(0)
    phone.server.refuses = null
    await outbox.act(ids[1] ?? '', act('hand_in', 7, '已清理'))
    await outbox.act(ids[2] ?? '', act('take', 8))
    await phone.wait(UNDO_MS)
    expect(phone.server.done).toEqual(['take 8'])
    const [refused, held] = outbox.state.waiting
    expect(refused?.refused).toEqual({
      code: 'conflict',
      event: { revision: 9, state: 'handling', actions: ['take'], last: { actor: '王五', action: 'grant_extension', at: '2026-11-24T10:00:00Z' } },
    })
    expect(held && isHeld(held, outbox.state.waiting)).toBe(true)
    phone.server.revision = 9
    phone.server.stale = []
    await outbox.again(ids[0] ?? '')
    await phone.wait(0)
    expect(phone.server.done).toEqual(['take 8', 'take 7', 'hand_in 7'])
    expect(phone.server.stale).toEqual([0, 0])
  })

  it('sends what was found on a duty before that it was done, photos to the event that it becomes, and holds neither for the other', async () => {
    const phone = makePhone()
    const page = await phone.open()
    const item = { id: 'item', name: '第01网格', revision: 3 }
    phone.server.refuses = 'conflict'
    await page.duty(ids[0] ?? '', { action: 'do', item })
    await page.duty(ids[1] ?? '', { action: 'find', item, finding: { words: '飞线充电', type: '0501' } }, [photo()])
    await phone.wait(UNDO_MS)
    expect(phone.server.done).toEqual(['find 第01网格', `photo of a report ${ids[1]?.slice(-1)}`])
    expect(page.state.waiting.map(({ refused }) => refused?.code)).toEqual(['conflict'])
    expect(await page.takeBack(ids[0] ?? '')).not.toBeNull()
    expect(page.state.waiting).toEqual([])
  })

  it('waits, and keeps all, where somebody else is signed in by now', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    phone.server.refuses = 'other_viewer'
    await outbox.act(ids[0] ?? '', act('take', 7))
    await phone.wait(0)
    expect(outbox.state).toMatchObject({ trouble: 'unauthenticated', waiting: [{ id: ids[0], refused: null }] })
    expect(phone.shelf.size).toBe(1)
  })
})

const detail: EventDetail = {
  ...{
    number: 7,
    caseNumber: '20261124-00007',
    id: event(7).id,
    revision: 9,
    occurredAt: '2026-11-24T08:00:00Z',
    receivedAt: '2026-11-24T08:00:00Z',
  },
  ...{
    updatedAt: null,
    handledAt: null,
    status: 'open',
    state: 'handling',
    light: 'normal',
    clocks: [],
    deadline: null,
    type: '0501',
    urgency: 4,
    grid: '411324001',
  },
  ...{ position: null, source: null, history: [], timeline: [], stages: [], actions: ['take'], rework: 0, extensionWish: null, reminders: 0 },
  ...{ spotCheck: false, supervision: null, extensionOffers: [], followedUp: null, answer: null, duplicateOf: null },
}
