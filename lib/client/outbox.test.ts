import { describe, expect, it } from 'vitest'
import type { EventIn } from '@/lib/domain/event'
import { Outbox, type Report, type Sender, type Shelf, UNDO_MS } from './outbox'

const event = (n: number): EventIn => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  occurredAt: '2026-11-24T08:00:00Z',
  type: '0501',
  grid: '411324001',
})
const photo = () => new Blob(['x'], { type: 'image/jpeg' })
const refusal = (code: string) => ({ ok: false as const, code, message: '', event: null })
const taken = { ok: true as const, body: { accepted: 1, updated: 0, duplicates: 0, rejected: [], logId: 'l', revision: 1 } }
const kept = {
  ok: true as const,
  body: { id: event(9).id, kind: 'report' as const, width: 1, height: 1, bytes: 1, createdAt: '2026-11-24T08:00:00Z' },
}

/** A phone: its clock stands until it is moved, its shelf outlives the page, its line can be cut. */
function makePhone() {
  const shelf = new Map<string, Report>()
  const store: Shelf = {
    all: async () => [...shelf.values()],
    put: async (report) => void shelf.set(report.event.id, report),
    remove: async (id) => void shelf.delete(id),
  }
  const server = { line: true, asked: [] as string[], events: new Set<string>(), photos: 0, refuses: null as string | null }
  const sender: Sender = {
    async report({ id }) {
      server.asked.push(id)
      if (!server.line) return refusal('lost')
      if (server.refuses) return refusal(server.refuses)
      server.events.add(id)
      return taken
    },
    async photo() {
      if (!server.line) return refusal('lost')
      server.photos++
      return kept
    },
  }
  let now = 1_000_000
  let timers: { at: number; run: () => void }[] = []
  const around = {
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
    open: async (owner = 'me', over: Partial<Sender> = {}) => {
      const outbox = new Outbox(owner, store, { ...sender, ...over }, around, () => {})
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
    await outbox.add(event(1), [photo()])
    await phone.wait(UNDO_MS - 1)
    expect(phone.server.asked).toEqual([])
    await phone.wait(1)
    expect([...phone.server.events]).toEqual([event(1).id])
    expect(phone.server.photos).toBe(1)
    expect(phone.shelf.size).toBe(0)
    expect(outbox.state).toMatchObject({ waiting: [], sending: null, trouble: null, sent: [{ id: event(1).id, photosRefused: 0 }] })
  })

  it('gives a report back that has not gone out, whole', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    await outbox.add(event(1), [photo()])
    expect(await outbox.takeBack(event(1).id)).toMatchObject({ event: event(1), photos: [expect.any(Blob)] })
    await phone.wait(10 * UNDO_MS)
    expect(phone.server.asked).toEqual([])
    expect(phone.shelf.size).toBe(0)
    await outbox.add(event(2), [])
    await phone.wait(UNDO_MS)
    expect(await outbox.takeBack(event(2).id)).toBeNull()
  })

  it('keeps a report through a dead signal and a closed page, and sends it once', async () => {
    const phone = makePhone()
    phone.server.line = false
    const first = await phone.open()
    await first.add(event(1), [photo(), photo()])
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
    const outbox = await phone.open('me', { photo: async () => (++sent === 2 ? refusal('lost') : kept) })
    await outbox.add(event(1), [photo(), photo(), photo()])
    await phone.wait(UNDO_MS + 60_000)
    expect(sent).toBe(4)
    expect(phone.server.asked).toEqual([event(1).id])
    expect(outbox.state.sent).toEqual([{ id: event(1).id, photosRefused: 0 }])
  })

  it('keeps what the server will not have, says why, and sends the others', async () => {
    const phone = makePhone()
    const outbox = await phone.open()
    phone.server.refuses = 'outside_area'
    await outbox.add(event(1), [])
    await phone.wait(UNDO_MS)
    phone.server.refuses = null
    await outbox.add(event(2), [])
    await phone.wait(UNDO_MS)
    expect(outbox.state.waiting.map((r) => [r.event.id, r.refused])).toEqual([[event(1).id, 'outside_area']])
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
      await outbox.add(event(1), [])
      await phone.wait(UNDO_MS)
      expect(outbox.state.waiting.map((r) => r.refused)).toEqual([null])
      phone.server.refuses = null
      await phone.wait(60_000)
      expect([...phone.server.events]).toEqual([event(1).id])
    },
  )

  it('leaves the reports of another account on the same phone alone', async () => {
    const phone = makePhone()
    phone.server.line = false
    const mine = await phone.open('me')
    await mine.add(event(1), [])
    mine.stop()
    phone.server.line = true
    const theirs = await phone.open('they')
    theirs.sendNow()
    await phone.wait(10 * UNDO_MS)
    expect(phone.server.events.size).toBe(0)
    expect(phone.shelf.size).toBe(1)
  })
})
