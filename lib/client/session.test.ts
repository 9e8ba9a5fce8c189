import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { ChangesMessage } from '@/lib/domain/apply'
import { checkHash, type EventChange } from '@/lib/domain/change'
import { figuresView, hashFigures } from '@/lib/domain/figures-view'
import type { Figures, Snapshot, SubscribeAck } from '@/lib/domain/wire'
import { behind, type LiveState, startState } from './board'
import { Denied, type Message, type Transport } from './ports'
import { Session } from './session'
import { makeStore, type Store } from './store'
import { truthOf } from './truth'

// The border is held by the test: time, chance, the socket and the HTTP side. The server is a list of changes.

class World {
  now = 1_000_000
  readonly timers: { at: number; run: () => void }[] = []
  logId = 'log-a'
  log: EventChange[] = []
  snapshots = 0
  gaps: number[] = []
  asked: string[] = []
  historyProgress: number | null = null
  fail = false
  denied = false
  opens = 0
  refuse = false
  hold: Promise<void> | null = null
  connection: { opened(): void; message(m: Message): void; closed(why: 'lost' | 'denied'): void; live: boolean } | null = null
  sentGapOnSubscribe = true

  get revision() {
    return this.log.length
  }
  add(count = 1): void {
    for (let i = 0; i < count; i++) {
      const revision = this.log.length + 1
      this.log.push({
        revision,
        number: revision,
        receivedAt: this.now,
        before: null,
        after: { revision, grid: 1, type: 1, urgency: 4, occurredAt: this.now, handledAt: null, cellX: 1, cellY: 1 },
      })
    }
  }
  frame(since: number, revision = this.revision): Message {
    return { kind: 'changes', body: this.changesAfter(since, revision) }
  }
  changesAfter(since: number, revision = this.revision): ChangesMessage {
    return { logId: this.logId, since, revision, at: this.now, changes: this.log.slice(since, revision) }
  }
  sums() {
    return [{ grid: '411324001', count: this.log.length, sum: this.log.reduce((n, c) => (n + checkHash(c.number, c.revision)) >>> 0, 0) }]
  }
  figures(reported = this.revision): Figures {
    const figure = { reported, handled: 0, open: reported }
    return { total: figure, today: { reported: 0, handled: 0 }, grids: [{ grid: '411324001', ...figure, today: 0 }] }
  }
  /** The whole figures, or with `since` those that have changed: all of them do. */
  kpis(revision: number, reported = revision, since?: number, at = this.now): Message {
    const { head, rows } = figuresView(this.figures(reported), this.historyProgress, () => 1)
    return {
      kind: 'kpis',
      body: { logId: this.logId, since, revision, at, ...head, rows, ...(since === undefined && { historyProgress: this.historyProgress }) },
    }
  }
  /** A check of a board whose figures count so many reports. */
  checked(reported = this.revision, revision = this.revision): Message {
    const views = { kpis: hashFigures(figuresView(this.figures(reported), this.historyProgress, () => 1)) }
    return { kind: 'checked', body: { logId: this.logId, revision, sums: this.sums(), views } }
  }
  snapshot(): Snapshot {
    const at = new Date(this.now).toISOString()
    return {
      logId: this.logId,
      revision: this.revision,
      asOf: this.revision ? at : null,
      at,
      figures: this.figures(),
      sums: this.revision ? this.sums() : [],
      events: [],
      types: [],
      gridIds: { '411324001': 1 },
      lattice: { west: 0, north: 100, cell: 10, width: 10, height: 10 },
      demo: true,
      historyProgress: this.historyProgress,
    }
  }
  readonly transport: Transport = {
    open: (on) => {
      this.opens++
      const connection = { ...on, live: true }
      this.connection = connection
      queueMicrotask(() => (this.refuse ? connection.live && on.closed('lost') : connection.live && on.opened()))
      return {
        subscribe: async (body): Promise<SubscribeAck> => {
          const ack = { logId: this.logId, revision: this.revision }
          const { since, log } = body
          if (this.sentGapOnSubscribe && since !== undefined && log === this.logId && since <= this.revision)
            queueMicrotask(() => connection.live && on.message(this.frame(since)))
          return ack
        },
        view: (name) => void this.asked.push(name),
        close: () => {
          connection.live = false
        },
      }
    },
  }
  readonly backend = {
    snapshot: async () => {
      this.snapshots++
      await this.hold
      if (this.denied) throw new Denied('no')
      if (this.fail) throw new Error('no network')
      return this.snapshot()
    },
    changes: async (since: number, log: string) => {
      this.gaps.push(since)
      await this.hold
      if (this.fail) throw new Error('no network')
      return log === this.logId && since <= this.revision ? this.changesAfter(since) : null
    },
  }
  readonly runtime = {
    now: () => this.now,
    random: () => 0.5,
    after: (ms: number, run: () => void) => {
      const timer = { at: this.now + ms, run }
      this.timers.push(timer)
      return () => void (this.timers.includes(timer) && this.timers.splice(this.timers.indexOf(timer), 1))
    },
  }
  async settle(): Promise<void> {
    for (let i = 0; i < 30; i++) await Promise.resolve()
  }
  /** Lets time pass, running what falls due. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      await this.settle()
      const next = this.timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.timers.splice(this.timers.indexOf(next), 1)
      this.now = Math.max(this.now, next.at)
      next.run()
    }
    this.now = until
    await this.settle()
  }
  say(message: Message): void {
    if (this.connection?.live) this.connection.message(message)
  }
  cut(): void {
    const { connection } = this
    if (connection?.live) connection.closed('lost')
  }
}

let world: World
let store: Store<LiveState>
let session: Session
let batches: number[][]
const truth = () => truthOf(store.get(), world.now).state
/** The page holds exactly what the server holds. */
const agrees = () => {
  expect(store.get().board?.revision).toBe(world.revision)
  expect(store.get().board?.grids.get(1) ?? { count: 0, sum: 0 }).toEqual({ count: world.revision, sum: world.revision ? world.sums()[0]?.sum : 0 })
}

beforeEach(() => {
  world = new World()
  world.add(10)
  store = makeStore(startState)
  batches = []
  session = new Session(store, world.transport, world.backend, world.runtime, { batch: (b) => batches.push([b.since, b.revision]) })
})

describe('starting', () => {
  test('subscribes, reads the snapshot, is live', async () => {
    expect(truth()).toBe('connecting')
    session.start()
    await world.settle()
    expect(truth()).toBe('live')
    expect(world.snapshots).toBe(1)
    agrees()
  })
  test('frames that arrive before the snapshot are held back and lose nothing', async () => {
    let release = () => {}
    world.hold = new Promise((done) => {
      release = done
    })
    session.start()
    await world.settle()
    const before = world.revision
    world.add(2)
    world.say(world.frame(before))
    world.add(3)
    world.say(world.frame(before + 2))
    await world.settle()
    expect(store.get().board).toBeNull()
    release()
    await world.settle()
    agrees()
    expect(truth()).toBe('live')
  })
  test('an unreachable server is tried for ever, and found', async () => {
    world.refuse = true
    world.fail = true
    session.start()
    await world.pass(300_000)
    expect(truth()).toBe('offline')
    expect(world.opens).toBeGreaterThan(20)
    world.refuse = false
    world.fail = false
    await world.pass(20_000)
    expect(truth()).toBe('live')
    agrees()
  })
})

describe('trying again', () => {
  /** When attempts were made, while the server was away for `ms`. */
  const attempts = async (chance: number, ms: number): Promise<number[]> => {
    const away = new World()
    Object.assign(away, { refuse: true, fail: true })
    const at: number[] = []
    const open: Transport['open'] = (on) => {
      at.push(away.now)
      return away.transport.open(on)
    }
    const waiting = new Session(makeStore(startState), { open }, away.backend, { ...away.runtime, random: () => chance })
    waiting.start()
    await away.pass(ms)
    waiting.stop()
    return at.slice(1).map((t, i) => t - (at[i] ?? 0))
  }
  test('comes later and later up to a bound, by chance, for ever', async () => {
    const [soonest, latest] = [await attempts(0, 600_000), await attempts(0.999, 3_600_000)]
    expect(soonest.slice(0, 5)).toEqual([200, 400, 800, 1_600, 3_200])
    expect(Math.round(latest[0] ?? 0)).toBe(600)
    expect(Math.max(...soonest)).toBe(5_000)
    expect(Math.max(...latest)).toBeLessThanOrEqual(15_000)
    expect(latest.slice(-3).every((wait) => wait > 14_900)).toBe(true)
    expect(latest.length).toBeGreaterThan(230)
  })
  test('tells which build the server has, at every connection', async () => {
    const heard: (string | undefined)[] = []
    const told = new World()
    const open: Transport['open'] = (on) => {
      const connection = told.transport.open(on)
      return { ...connection, subscribe: async (body) => ({ ...(await connection.subscribe(body)), build: `build ${told.opens}` }) }
    }
    const page = new Session(makeStore(startState), { open }, told.backend, told.runtime, { subscribed: (build) => heard.push(build) })
    page.start()
    await told.settle()
    told.cut()
    await told.pass(5_000)
    expect(heard).toEqual(['build 1', 'build 2'])
  })
})

describe('figures', () => {
  const kpis: World['kpis'] = (...of) => world.kpis(...of)
  const reported = () => store.get().figures?.total.reported
  /** Answers the next snapshots as they are now, when it is released. */
  function holdSnapshot(): () => void {
    const old = world.snapshot()
    let release = () => {}
    const held = new Promise<void>((done) => {
      release = done
    })
    world.backend.snapshot = async () => {
      world.snapshots++
      await held
      return old
    }
    return release
  }
  beforeEach(async () => {
    session.start()
    await world.settle()
  })

  test('that arrive while the snapshot of another log is read are not lost', async () => {
    world.cut()
    Object.assign(world, { logId: 'log-b', log: [] })
    world.add(5)
    const release = holdSnapshot()
    await world.pass(5_000)
    world.add(1)
    world.say(kpis(6))
    world.say(world.frame(5))
    await world.settle()
    release()
    await world.settle()
    agrees()
    expect(reported()).toBe(6)
    expect(world.snapshots).toBe(2) // the first, and one for the new log
  })
  test('that overtake the answer to the subscription to another log are not lost', async () => {
    world.cut()
    Object.assign(world, { logId: 'log-b', log: [] })
    world.add(5)
    const old = world.snapshot()
    let asked = 0
    world.backend.snapshot = async () => (asked++ === 0 ? old : world.snapshot())
    const { open } = world.transport
    world.transport.open = (on) => {
      const connection = open(on)
      return {
        ...connection,
        subscribe: async (body) => {
          world.add(1)
          world.say(kpis(6))
          return connection.subscribe(body)
        },
      }
    }
    await world.pass(5_000)
    world.say(world.frame(5))
    await world.settle()
    agrees()
    expect(reported()).toBe(6)
  })
  test('of a snapshot that was made before the board do not take its place', async () => {
    const release = holdSnapshot()
    world.refuse = true
    world.cut()
    world.backend.changes = async () => null // the page polls, and cannot be told the gap
    await world.pass(5_000)
    expect(world.snapshots).toBe(2)
    world.refuse = false
    world.add(3)
    await world.pass(20_000)
    world.say(kpis(13))
    await world.settle()
    expect(reported()).toBe(13)
    release()
    await world.settle()
    agrees()
    expect(reported()).toBe(13)
  })
  test('are taken by their revision, whatever the clock of the server that sends them', async () => {
    world.add(2)
    world.say(world.frame(10))
    world.say(kpis(12, 12, undefined, world.now - 60_000))
    await world.settle()
    expect(reported()).toBe(12)
    world.say(kpis(11, 11, undefined, world.now + 60_000))
    await world.settle()
    expect(reported()).toBe(12)
  })
  test('the last ones are kept when more messages arrive than are held back', async () => {
    let release = () => {}
    world.hold = new Promise((done) => {
      release = done
    })
    world.add(5)
    world.say(world.frame(13, 15))
    await world.settle()
    world.say(kpis(15))
    for (let i = 0; i < 3_000; i++) world.say(world.frame(14, 15))
    release()
    await world.settle()
    agrees()
    expect(reported()).toBe(15)
  })
})

describe('changed figures', () => {
  const shown = () => [store.get().figures?.total.reported, store.get().figures?.grids[0]?.reported, store.get().figuresRevision]
  beforeEach(async () => {
    session.start()
    await world.settle()
  })

  test('are taken from anywhere between their ends, and once', async () => {
    world.say(world.kpis(12, 12, 8))
    await world.settle()
    expect(shown()).toEqual([12, 12, 12])
    world.say(world.kpis(12, 99, 10))
    world.say(world.kpis(11, 99, 9))
    await world.settle()
    expect(shown()).toEqual([12, 12, 12])
    expect(world.asked).toEqual([])
  })
  test('that begin beyond what the page has make it ask for all of them, once, and again when they do not come', async () => {
    for (const revision of [14, 15, 16]) world.say(world.kpis(revision, revision, revision - 1))
    await world.settle()
    expect(shown()).toEqual([10, 10, 10])
    expect(world.asked).toEqual(['kpis'])
    await world.pass(5_000)
    world.say(world.kpis(17, 17, 16))
    await world.settle()
    expect(world.asked).toEqual(['kpis', 'kpis'])
    world.say(world.kpis(17))
    world.say(world.kpis(18, 18, 17))
    await world.settle()
    expect(shown()).toEqual([18, 18, 18])
    expect([world.asked.length, world.snapshots, store.get().mismatches]).toEqual([2, 1, 0])
  })
  test('of another day are whole, at the same revision', async () => {
    world.historyProgress = 0.5
    world.say(world.kpis(10, 7))
    await world.settle()
    expect(shown()).toEqual([7, 7, 10])
    expect(store.get().historyProgress).toBe(0.5)
    world.say(world.kpis(11, 8, 10))
    await world.settle()
    expect(store.get().historyProgress).toBe(0.5)
  })
  test('of a grid that the page does not have make it ask', async () => {
    const { kind, body } = world.kpis(12, 12, 10)
    if (kind === 'kpis') world.say({ kind, body: { ...body, rows: { ...body.rows, ids: Uint32Array.of(2) } } })
    await world.settle()
    expect(shown()).toEqual([10, 10, 10])
    expect(world.asked).toEqual(['kpis'])
  })
  test('that differ from the hash of a check are asked for and counted, once, without reading the snapshot', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    world.say(world.checked())
    world.say(world.checked(99, 9)) // of an earlier board
    await world.settle()
    expect([store.get().mismatches, world.asked.length]).toEqual([0, 0])
    world.say(world.kpis(10, 11)) // a forged one
    world.say(world.checked())
    world.say(world.checked())
    await world.settle()
    expect([store.get().mismatches, world.asked.length, world.snapshots]).toEqual([1, 1, 1])
    world.say(world.kpis(10))
    world.say(world.checked())
    await world.settle()
    expect(shown()).toEqual([10, 10, 10])
    expect([store.get().mismatches, world.asked.length, world.snapshots]).toEqual([1, 1, 1])
    expect(error).toHaveBeenCalledOnce()
    error.mockRestore()
  })
  test('stay when the snapshot that a gap made necessary is older than they are', async () => {
    world.say(world.kpis(30_000))
    world.cut()
    world.add(20_001)
    await world.pass(2_000)
    agrees()
    expect(shown()).toEqual([30_000, 30_000, 30_000])
  })
})

describe('frames', () => {
  beforeEach(async () => {
    session.start()
    await world.settle()
  })
  test('move the cursor; a frame that comes twice or overlaps does no harm', async () => {
    world.add(3)
    world.say(world.frame(10))
    world.say(world.frame(10))
    world.say(world.frame(5))
    world.say(world.frame(0, 4))
    await world.settle()
    agrees()
    expect(batches).toEqual([[10, 13]])
    expect(world.gaps).toEqual([])
  })
  test('a frame beyond the cursor is held back until the gap is there', async () => {
    world.add(5)
    let release = () => {}
    world.hold = new Promise((done) => {
      release = done
    })
    world.say(world.frame(13, 15))
    await world.settle()
    expect(truth()).toBe('catching')
    expect(behind(store.get())).toBe(5)
    expect(store.get().board?.revision).toBe(10)
    world.add(1)
    world.say(world.frame(15))
    release()
    await world.settle()
    agrees()
    expect(world.gaps).toEqual([10])
    expect(truth()).toBe('live')
  })
  test('more frames than are kept while a gap is fetched lose nothing', async () => {
    let release = () => {}
    world.hold = new Promise((done) => {
      release = done
    })
    world.add(5)
    world.say(world.frame(13, 15))
    for (let i = 0; i < 5_000; i++) {
      const before = world.revision
      world.add(1)
      world.say(world.frame(before))
    }
    release()
    await world.pass(10_000)
    agrees()
    expect(world.gaps.length).toBeLessThan(5)
    expect(truth()).toBe('live')
  })
  test('a gap that cannot be fetched is tried again', async () => {
    world.add(5)
    world.fail = true
    world.say(world.frame(12))
    await world.settle()
    expect(truth()).toBe('catching')
    world.fail = false
    await world.pass(3_000)
    agrees()
    expect(truth()).toBe('live')
  })
  test('another log starts anew', async () => {
    world.logId = 'log-b'
    world.log = []
    world.add(4)
    world.say(world.frame(4))
    await world.settle()
    expect(store.get().board?.logId).toBe('log-b')
    agrees()
    expect(truth()).toBe('live')
  })
  test('a check that differs at the same revision reads the snapshot again and counts it', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {})
    const checked = (sum: number): Message => ({
      kind: 'checked',
      body: { logId: world.logId, revision: 10, sums: [{ grid: '411324001', count: 10, sum }], views: {} },
    })
    world.say(checked(world.sums()[0]?.sum ?? 0))
    await world.settle()
    expect([store.get().mismatches, world.snapshots]).toEqual([0, 1])
    world.say(checked(1))
    await world.settle()
    expect([store.get().mismatches, world.snapshots]).toEqual([1, 2])
    expect(error).toHaveBeenCalledOnce()
    error.mockRestore()
    agrees()
    expect(truth()).toBe('live')
  })
  test('figures are replaced by newer ones only', async () => {
    world.say(world.kpis(12))
    world.say(world.kpis(11))
    await world.settle()
    expect(store.get().figures?.total.reported).toBe(12)
    world.say(world.kpis(13, 13, undefined, world.now - 3_600_000)) // the server's clock was set back
    await world.settle()
    expect(store.get().figures?.total.reported).toBe(13)
  })
})

describe('losing the connection', () => {
  beforeEach(async () => {
    session.start()
    await world.settle()
  })
  test('says so, comes back and misses nothing', async () => {
    world.cut()
    expect(truth()).toBe('offline')
    world.add(7)
    await world.pass(2_000)
    expect(truth()).toBe('live')
    agrees()
    expect(world.snapshots).toBe(1)
  })
  test('silence is noticed after 15 s, and the seconds are told', async () => {
    world.refuse = true
    world.fail = true
    await world.pass(14_000)
    expect(truth()).toBe('live')
    world.refuse = false
    world.sentGapOnSubscribe = false
    const opens = world.opens
    await world.pass(1_000)
    expect(truth()).toBe('stale')
    expect(truthOf(store.get(), world.now)).toMatchObject({ seconds: 15, drained: true })
    await world.pass(2_000)
    expect(world.opens).toBe(opens + 1)
    expect(truth()).toBe('live')
  })
  test('a gap too wide for the server is a new snapshot', async () => {
    world.cut()
    world.add(20_001)
    await world.pass(2_000)
    expect(world.snapshots).toBe(2)
    agrees()
  })
  test('without a socket it asks over HTTP, and goes back to the socket when there is one', async () => {
    world.refuse = true
    world.cut()
    world.add(3)
    await world.pass(5_000)
    expect(store.get().link).toBe('polling')
    expect(truth()).toBe('live')
    agrees()
    world.add(2)
    await world.pass(5_000)
    agrees()
    world.fail = true
    await world.pass(20_000)
    expect(truth()).toBe('offline')
    world.fail = false
    world.refuse = false
    world.add(1)
    await world.pass(20_000)
    expect(store.get().link).toBe('socket')
    expect(truth()).toBe('live')
    agrees()
    const asked = world.gaps.length
    await world.pass(10_000)
    expect(world.gaps.length).toBe(asked)
  })
  test('cut at any moment of a busy hour, the sums agree at the end', async () => {
    let seed = 7
    const chance = () => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return seed / 2 ** 32
    }
    let sent = world.revision
    for (let i = 0; i < 400; i++) {
      world.add(Math.floor(chance() * 4))
      if (chance() < 0.8) {
        world.say(world.frame(chance() < 0.1 ? world.revision : sent))
        sent = world.revision
      }
      if (chance() < 0.5) await world.settle()
      if (chance() < 0.3) world.cut()
      world.fail = chance() < 0.2
      world.sentGapOnSubscribe = chance() < 0.7
      if (chance() < 0.4) await world.pass(chance() * 3_000)
    }
    world.fail = false
    world.sentGapOnSubscribe = true
    await world.pass(30_000)
    world.say(world.frame(world.revision))
    await world.pass(5_000)
    agrees()
    expect(batches.every(([since, revision], i) => (since ?? 0) < (revision ?? 0) && (i === 0 || (since ?? 0) >= (batches[i - 1]?.[1] ?? 0)))).toBe(
      true,
    )
  })
  test('a refused screen is told apart', async () => {
    world.connection?.closed('denied')
    expect(store.get().denied).toBe(true)
    await world.pass(2_000)
    expect(store.get().denied).toBe(false)
  })
  test('stopped is stopped', async () => {
    session.stop()
    const opens = world.opens
    world.cut()
    await world.pass(60_000)
    expect(world.opens).toBe(opens)
    expect(world.timers).toEqual([])
  })
})
