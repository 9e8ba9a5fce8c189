import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import type { GridEvent } from '@/lib/domain/event'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, smallCounty, smallTypes, spot, viewer } from '@/lib/testing/small-county'
import { pool, transaction } from '../engine/pool'
import { listEvents } from '../events/event-list'
import { saveEvents } from '../events/events'
import { takeLease } from '../log/leases'
import { lockHead, restartLog } from '../log/log'
import { advanceReader } from '../log/log-readers'
import { indexBehind, indexWords, SEARCH_READER } from './event-texts'
import { searchEvents } from './search-events'

const all = viewer('supervisor')
const reporter = viewer('reporter')
const handler: Viewer = { ...viewer('handler'), scope: { kind: 'department', department: '城管' } }

async function index(): Promise<void> {
  const fence = await takeLease(SEARCH_READER.name, randomUUID(), 60_000)
  if (!fence) throw new Error('somebody else indexes')
  while ((await advanceReader(fence, SEARCH_READER, indexWords)).more);
  await pool().query('DELETE FROM leases WHERE name = $1', [SEARCH_READER.name])
}

const TITLES = ['井盖缺失', '下水道堵塞，联系13812345678', '楼前积水 ＡＢＣ小区', '井水发黄']
const types = new Map(smallTypes().map((type) => [type.code, type.name]))
const names = new Map(smallCounty().map(({ code, name }) => [code, name]))
const save = (rows: readonly unknown[], by = viewer()) => saveEvents(rows, { viewer: by, now: NOW })
const find = async (of: Viewer, q: string) => (await listEvents(of, { q, limit: 1_000 })).events.map(({ number }) => number).toSorted((a, b) => a - b)

/** What the list shows this viewer of an event holds the word. */
const holds = (e: GridEvent, q: string) =>
  [
    e.words === 'masked' ? `${e.title ?? ''}\n${e.description ?? ''}` : '',
    types.get(e.type),
    ...[...names].filter(([code]) => e.grid.startsWith(code)).map(([, name]) => name),
  ].some((text) => text?.normalize('NFKC').toLowerCase().includes(q))

describeEachEngine('the search of lists', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    await save(
      TITLES.flatMap((title, i) =>
        ['0101', '0102'].map((type) => event({ type, title, description: `说明 ${i}`, position: spot(i * 2, i), source: 'test' })),
      ),
    )
    await save([event({ title: '井盖松动', position: spot(1, 1) })], reporter)
    await save([event({ type: '0501' })])
    await index()
  })

  it.each(['井盖', '下水', '积水', 'abc', '井', '说明', '垃圾', '1号院', '138****5678', '13812345678', '2345', '纠纷'])(
    'finds for each viewer what they read of %s, and nothing else',
    async (q) => {
      for (const of of [all, reporter, handler, viewer('viewer'), viewer('operator', '411324001'), viewer('administrator')]) {
        const { events } = await listEvents(of, { limit: 1_000 })
        const wanted = events.filter((e) => (q === '井' ? false : holds(e, q))).map(({ number }) => number)
        expect([of.role, await find(of, q)]).toEqual([of.role, wanted.toSorted((a, b) => a - b)])
      }
    },
  )

  it('asks for all words, wherever each of them stands', async () => {
    const both = await find(all, '井盖 婚姻')
    expect(both).toEqual((await find(all, '井盖')).filter((number) => number % 2 === 0))
    expect(both.length).toBeGreaterThan(0)
    expect(await find(all, '井盖 没有这样的词')).toEqual([])
  })

  it('finds an event by its number, whole, as lists show it, and by its last digits', async () => {
    const { events } = await listEvents(all, { limit: 1_000 })
    for (const { caseNumber, number } of events)
      for (const q of [caseNumber, caseNumber.replace('-', ''), caseNumber.slice(4), caseNumber.slice(-5), caseNumber.slice(-4)])
        expect([q, await find(all, q)]).toEqual([q, [number]])
  })

  it('finds everywhere what lists find, the newest first, and a number by its last digits', async () => {
    for (const q of ['井盖', '说明', '垃圾', '13812345678'])
      for (const of of [all, reporter, handler, viewer('viewer')])
        expect([q, of.role, (await searchEvents(of, q, 100)).map(({ number }) => number).toSorted((a, b) => a - b)]).toEqual([
          q,
          of.role,
          await find(of, q),
        ])
    const { events } = await listEvents(all, { limit: 1_000 })
    for (const { caseNumber, number } of events)
      for (const q of [caseNumber, caseNumber.replace('-', ''), caseNumber.slice(4), caseNumber.slice(-5), caseNumber.slice(-4)])
        expect([q, (await searchEvents(all, q, 5)).map((e) => e.number)]).toEqual([q, [number]])
    expect((await searchEvents(all, '说明', 3)).map((e) => e.number)).toEqual(
      (await listEvents(all, { q: '说明', limit: 3 })).events.map((e) => e.number),
    )
  })

  it('follows a change of the words, and reads on where grids have changed', async () => {
    const id = randomUUID()
    const first = { ...event({ id, title: '路灯不亮' }), updatedAt: new Date(NOW - 2_000).toISOString() }
    await save([first])
    expect(await indexBehind()).toBe(1)
    expect(await find(all, '路灯')).toEqual([])
    await index()
    expect(await indexBehind()).toBe(0)
    expect(await find(all, '路灯')).toHaveLength(1)
    await save([{ ...first, title: '树枝折断', updatedAt: new Date(NOW - 1_000).toISOString() }])
    await save([event({ title: '路灯闪烁' })])
    await transaction(async (tx) => restartLog(tx, await lockHead(tx)))
    await index()
    expect(await find(all, '路灯')).toHaveLength(1)
    expect(await find(all, '树枝')).toHaveLength(1)
  })
})
