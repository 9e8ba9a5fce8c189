import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alert } from '@/lib/domain/alert'
import { type AlertsChanged, alertsShown, hashAlerts } from '@/lib/domain/alerts-view'
import { actOnAlert } from './alert-api'
import { alertNews, byNextStep, calls, grave, popupStack } from './alert-news'
import { AlertsView } from './alerts'
import { watchAlerts } from './alerts-watch'
import type { AlertsHeld } from './board'
import type { Message, Transport } from './ports'
import { makeStore, type Store } from './store'

const rowsOf = (alerts: Alert[]) => alertsShown(alerts, []).rows
const NOW = Date.parse('2026-11-26T08:00:00Z')
const ago = (minutes: number) => new Date(NOW - 60_000 * minutes).toISOString()
const alert = (id: string, of: Partial<Alert> = {}): Alert => ({
  id,
  rule: { id: 'urgent', version: 1, kind: 'urgency', name: '特急' },
  colour: 'red',
  state: 'firing',
  grids: ['411324001001'],
  types: ['0402'],
  startedAt: ago(1),
  updatedAt: ago(1),
  headline: '燃气泄漏/爆管：特急事件 1 件，安国路社区',
  observed: 1,
  expected: 0,
  events: [1],
  holding: 1,
  record: null,
  ...of,
})
const message = (revision: number, of: Partial<AlertsChanged> = {}): AlertsChanged => ({
  logId: 'log',
  revision,
  at: NOW,
  alerts: [],
  gone: [],
  ...of,
})

let store: Store<AlertsHeld>
let asked: number
let clock: number
let view: AlertsView
beforeEach(() => {
  store = makeStore<AlertsHeld>({ alerts: null, hidden: [], clockOffset: 0, mismatches: 0 })
  asked = 0
  clock = NOW
  view = new AlertsView(store, { now: () => clock }, () => asked++)
})
const ids = () => [...(store.get().alerts?.keys() ?? [])].sort()

describe('the alerts of a page', () => {
  it('are what the whole said, and what has changed since', () => {
    view.take(message(5, { alerts: [alert('a'), alert('b')] }))
    view.take(message(7, { since: 5, alerts: [alert('c'), alert('b', { state: 'acknowledged' })], gone: ['a'] }))
    expect(ids()).toEqual(['b', 'c'])
    expect(store.get().alerts?.get('b')?.state).toBe('acknowledged')
    expect(asked).toBe(0)
  })
  it('do not go back to what is known, and ask for all of them when something lies between', () => {
    view.take(message(5, { alerts: [alert('a')] }))
    view.take(message(4, { since: 2, gone: ['a'] }))
    view.take(message(3, { alerts: [] }))
    expect([ids(), asked]).toEqual([['a'], 0])
    view.take(message(9, { since: 7, alerts: [alert('c')] }))
    view.take(message(10, { since: 9, alerts: [alert('d')] }))
    expect([ids(), asked]).toEqual([['a'], 1])
    clock += 6_000
    view.take(message(11, { since: 10, gone: ['d'] }))
    expect(asked).toBe(2)
    view.take(message(11, { alerts: [alert('c')] }))
    expect(ids()).toEqual(['c'])
  })
  it('ask before there is anything to change, and begin anew with another log', () => {
    view.take(message(2, { since: 1, alerts: [alert('a')] }))
    expect([store.get().alerts, asked]).toEqual([null, 1])
    view.take(message(900, { alerts: [alert('a')] }))
    view.take({ ...message(3, { since: 2, alerts: [alert('b')] }), logId: 'other' })
    expect([ids(), asked]).toEqual([['a'], 2])
    view.take({ ...message(3, { alerts: [alert('b')] }), logId: 'other' })
    expect(ids()).toEqual(['b'])
  })
  it('are compared by hash, and read again where they differ', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const checked = (revision: number, hash: number) => ({ logId: 'log', revision, sums: [], views: { alerts: hash } })
    view.take(message(5, { alerts: [alert('a')] }))
    view.checked(checked(6, hashAlerts(alertsShown([alert('a')], []))))
    view.checked(checked(4, 1))
    expect([asked, store.get().mismatches]).toEqual([0, 0])
    view.checked(checked(6, 1))
    view.checked(checked(6, 1))
    expect([asked, store.get().mismatches]).toEqual([1, 1])
    view.take(message(6, { alerts: [alert('b')] }))
    expect(ids()).toEqual(['b'])
  })
  it('come out of a snapshot too, and leave what cannot be read', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    view.snapshot({ logId: 'log', revision: 3, kinds: { alerts: { alerts: [alert('a')], hidden: [{ grid: '411324001', count: 2 }] } } })
    view.take({ logId: 'log', revision: 4, alerts: 'none' })
    view.snapshot({ logId: 'log', revision: 5 })
    expect([ids(), store.get().hidden]).toEqual([['a'], [{ grid: '411324001', count: 2 }]])
  })
})

describe('a page without a board', () => {
  it('subscribes for alerts alone, connects again, and reads them over HTTP where no socket can be had', async () => {
    const timers: { at: number; run: () => void }[] = []
    const runtime = {
      now: () => clock,
      random: () => 0.5,
      after: (ms: number, run: () => void) => {
        const timer = { at: clock + ms, run }
        timers.push(timer)
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1))
      },
    }
    const settle = async () => {
      for (let i = 0; i < 20; i++) await Promise.resolve()
    }
    const pass = async (ms: number) => {
      clock += ms
      for (const due of timers.filter(({ at }) => at <= clock)) {
        timers.splice(timers.indexOf(due), 1)
        due.run()
      }
      await settle()
    }
    const levels: unknown[] = []
    const lines: Parameters<Transport['open']>[0][] = []
    const transport: Transport = {
      open: (of) => {
        lines.push(of)
        return {
          subscribe: async (body) => {
            levels.push(body.level)
            return { logId: 'log', revision: 1 }
          },
          view: () => asked++,
          close: () => {},
        }
      },
    }
    let reads = 0
    const list = async () => ({ logId: 'log', revision: 20 + ++reads, alerts: [alert('h')] })
    const watch = watchAlerts({ transport, list, runtime })
    const held = () => [...(watch.live.get().alerts?.keys() ?? [])]
    const say = (m: Message) => lines.at(-1)?.message(m)
    lines.at(-1)?.opened()
    await settle()
    say({ kind: 'alerts', body: message(1, { alerts: [alert('a')] }) })
    expect([held(), levels]).toEqual([['a'], [1]])
    // silence is an end
    await pass(16_000)
    expect(timers).toHaveLength(1)
    await pass(1_500)
    lines.at(-1)?.closed('lost')
    await settle()
    expect([reads, held()]).toEqual([1, ['h']])
    await pass(12_000)
    lines.at(-1)?.opened()
    await settle()
    say({ kind: 'alerts', body: message(30, { alerts: [] }) })
    expect([held(), levels]).toEqual([[], [1, 1]])
    watch.stop()
    expect(timers).toHaveLength(0)
  })
})

describe('the queue', () => {
  it('has the gravest first, of one colour what takes its next step first, then the newest', () => {
    const next = (minutes: number | null) => ({ step: 0, rung: null, calledAt: null, nextAt: minutes === null ? null : ago(-minutes), next: null })
    const rows = [
      alert('late', { escalation: next(9) }),
      alert('blue', { colour: 'blue', escalation: next(1) }),
      alert('none', { startedAt: ago(9) }),
      alert('newest', { startedAt: ago(1) }),
      alert('soon', { escalation: next(2) }),
    ]
    expect(rows.sort(byNextStep).map(({ id }) => id)).toEqual(['soon', 'late', 'newest', 'none', 'blue'])
  })
})

describe('news', () => {
  const news = (before: Alert[], after: Alert[]) => {
    const found = alertNews(rowsOf(before), rowsOf(after), NOW)
    return [found.news.map(({ id }) => id), found.unsure.map(({ id }) => id)]
  }
  it('is an alert that was not there, a graver colour, and an escalation; the gravest first', () => {
    expect(news([], [alert('b', { colour: 'blue' }), alert('a')])).toEqual([['a', 'b'], []])
    expect(news([alert('a', { colour: 'yellow' })], [alert('a', { colour: 'orange' })])).toEqual([['a'], []])
    expect(news([alert('a')], [alert('a', { escalation: { step: 1, rung: 'level4', calledAt: ago(0), nextAt: null, next: null } })])).toEqual([
      ['a'],
      [],
    ])
  })
  it('is not another event of it, a lesser colour, or what somebody takes back', () => {
    expect(news([alert('a')], [alert('a', { observed: 2, updatedAt: ago(0) })])).toEqual([[], []])
    expect(news([alert('a', { state: 'acknowledged' })], [alert('a')])).toEqual([[], []])
    expect(news([alert('a')], [alert('a', { colour: 'orange' })])).toEqual([[], []])
  })
  it('is nothing that is acknowledged, silent, or older than half an hour; one that began earlier and changed now is looked at', () => {
    expect(
      news(
        [],
        [alert('a', { state: 'acknowledged' }), alert('b', { silencedUntil: ago(-5) }), alert('c', { startedAt: ago(40), updatedAt: ago(31) })],
      ),
    ).toEqual([[], []])
    expect(news([], [alert('a', { startedAt: ago(2_000), updatedAt: ago(0) })])).toEqual([[], ['a']])
    expect(calls(alert('a', { silencedUntil: ago(5) }), NOW)).toBe(true)
  })
  it('is told once of related alerts: nothing lesser or as grave that joins one that was there, but what is graver', () => {
    const overdue = { rule: { id: 'overdue', version: 1, kind: 'overdue', name: '超期' } } as const
    const orange = alert('o', { ...overdue, colour: 'orange' })
    expect(news([alert('a')], [alert('a'), orange])).toEqual([[], []])
    expect(news([alert('a', { state: 'acknowledged' })], [alert('a', { state: 'acknowledged' }), alert('r', overdue)])).toEqual([[], []])
    expect(news([orange], [orange, alert('a')])).toEqual([['a'], []])
    // of two that come at once the graver, and each where they are about different things
    expect(news([], [orange, alert('a')])).toEqual([['a'], []])
    expect(news([alert('a')], [alert('a'), { ...orange, grids: ['411324002'] }])).toEqual([['o'], []])
    // the next rung of its ladder is another call, and one that is gone or silent speaks for none
    const climbed = { ...orange, escalation: { step: 1, rung: 'level4', calledAt: ago(0), nextAt: null, next: null } } as const
    expect(news([alert('a'), orange], [alert('a'), climbed])).toEqual([['o'], []])
    expect(news([alert('a')], [orange])).toEqual([['o'], []])
    expect(news([alert('a')], [alert('a', { silencedUntil: ago(-5) }), orange])).toEqual([['o'], []])
    expect(news([alert('a')], [alert('a'), alert('old', { ...overdue, startedAt: ago(2_000), updatedAt: ago(0) })])).toEqual([[], []])
  })
  it('is nothing that is inhibited, whether or not the graver one is seen, and what is so no more', () => {
    const inhibited = alert('o', { colour: 'blue', inhibited: true })
    expect(news([], [inhibited])).toEqual([[], []])
    expect(news([inhibited], [alert('o', { colour: 'blue' })])).toEqual([['o'], []])
    expect(news([inhibited], [alert('o', { colour: 'blue', state: 'acknowledged' })])).toEqual([[], []])
  })
  it('is nothing that is left to a digest, which speaks for none, and what somebody takes out of it', () => {
    const left = alert('o', { colour: 'yellow', digest: { since: ago(0), at: ago(-60) } })
    expect([news([], [left]), calls(left, NOW)]).toEqual([[[], []], false])
    expect(news([left], [left, alert('r', { rule: { id: 'overdue', version: 1, kind: 'overdue', name: '超期' }, colour: 'yellow' })])[0]).toEqual([
      'r',
    ])
    const called = { escalation: { step: 0, rung: 'officer', calledAt: ago(0), nextAt: null, next: null } } as const
    expect(news([left], [alert('o', { colour: 'yellow', ...called })])).toEqual([['o'], []])
    expect(news([left], [alert('o', { colour: 'orange', ...called })])).toEqual([['o'], []])
  })
  it('is what was held and is so no more, once: by its first call, or where it climbs no ladder by that', () => {
    for (const held of [{ quiet: true }, { silence: 'a' }]) {
      const blue = alert('o', { colour: 'blue', silencedUntil: ago(-5), ...held })
      expect(news([], [blue])).toEqual([[], []])
      const free = alert('o', { colour: 'blue' })
      expect([news([blue], [free]), news([free], [free])]).toEqual([
        [['o'], []],
        [[], []],
      ])
      const climbs = { escalation: { step: 0, rung: 'officer', calledAt: ago(60), nextAt: ago(-9), next: null } } as const
      // it was called before, and waits on
      expect(news([{ ...blue, ...climbs }], [{ ...free, ...climbs }])).toEqual([[], []])
    }
  })
  it('counts red and orange ones that nobody has acknowledged, the gravest first', () => {
    const all = [alert('o', { colour: 'orange' }), alert('y', { colour: 'yellow' }), alert('r'), alert('s', { state: 'acknowledged' })]
    expect(grave(rowsOf(all)).map(({ id }) => id)).toEqual(['r', 'o'])
    expect(grave(null)).toEqual([])
  })
})

describe('of what pops up', () => {
  it('stands the gravest, of one colour the newest, and the others are counted', () => {
    const all = [
      alert('orange', { colour: 'orange', startedAt: ago(1) }),
      alert('older', { startedAt: ago(9) }),
      alert('newer', { startedAt: ago(3) }),
      alert('blue', { colour: 'blue', startedAt: ago(0) }),
    ]
    expect(popupStack(all, [])).toMatchObject({ alert: { id: 'newer' }, digest: null, more: 3 })
    expect(popupStack(all.slice(0, 1), [])).toMatchObject({ alert: { id: 'orange' }, more: 0 })
    expect(popupStack([], [])).toEqual({ alert: null, digest: null, more: 0 })
  })
  it('stands a digest where no alert does, and one alert is counted once', () => {
    const [quiet, budget] = [{ alerts: [alert('a'), alert('b')] }, { alerts: [alert('b'), alert('c')] }]
    expect(popupStack([], [quiet, budget])).toEqual({ alert: null, digest: quiet, more: 1 })
    expect(popupStack([alert('a'), alert('d')], [quiet, budget])).toMatchObject({ digest: null, more: 3 })
  })
})

it('an action on an alert that got no answer is the same request when it is sent again, and another once it has one', async () => {
  const ids: string[] = []
  let answers = false
  vi.stubGlobal('fetch', async (_at: string, { body }: { body: string }) => {
    ids.push(JSON.parse(body).requestId)
    if (!answers) throw new TypeError('no network')
    return Response.json({ code: 'conflict' }, { status: 409 })
  })
  const remark = () => actOnAlert('a', { action: 'comment', note: '抢修队已出发' })
  expect(await remark()).toMatchObject({ code: 'lost' })
  answers = true
  expect(await remark()).toMatchObject({ code: 'conflict' })
  expect(new Set(ids).size).toBe(1)
  await remark()
  expect(new Set(ids).size).toBe(2)
  vi.unstubAllGlobals()
})
