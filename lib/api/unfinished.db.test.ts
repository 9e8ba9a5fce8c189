import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as z from 'zod/mini'
import { createToken } from '@/lib/db/accounts/tokens'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { takeLease } from '@/lib/db/log/leases'
import { advanceReader } from '@/lib/db/log/log-readers'
import { indexWords, SEARCH_READER } from '@/lib/db/search/event-texts'
import { schemaOf } from '@/lib/domain/route'
import { cardRoutes } from '@/lib/domain/routes/cards'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { searchRoute } from '@/lib/domain/routes/search'
import { setLive, startLive } from '@/lib/live/live'
import { setRuntime } from '@/lib/live/runtime'
import { read } from '@/lib/testing/answers'
import { describeEachEngine } from '@/lib/testing/database'
import { testRuntime } from '@/lib/testing/runtime'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { answer } from './routes'

describeEachEngine('what is still being written', () => {
  let token = ''
  let stop = () => {}
  beforeAll(async () => {
    await saveSmallCounty()
    setRuntime(testRuntime())
    const live = await startLive()
    stop = live.onChanges(() => {})
    await saveEvents(
      Array.from({ length: 300 }, (_, i) => event({ title: '井盖翻了', position: spot(i % 8, i % 4) })),
      { viewer: viewer(), now: NOW },
    )
    await live.catchUp()
    token = (await createToken({ name: 'a', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] }, expiresAt: null })).token
  })
  afterAll(() => {
    stop()
    setLive(null)
    setRuntime(null)
  })
  const ask = async <T extends z.ZodMiniType>(path: string, schema: T) =>
    read(await answer(new Request(`http://localhost${path}`, { headers: { authorization: `Bearer ${token}` } })), schema)
  const list = async (query: string) => (await ask(`/api/events?${query}`, schemaOf(eventListRoute.answer.json))).unfinished
  const search = async () => (await ask(`/api/search?q=${encodeURIComponent('井盖')}`, schemaOf(searchRoute.answer.json))).unfinished
  const cards = async () => (await ask('/api/cards', schemaOf(cardRoutes.list.answer.json))).unfinished

  it('is said of lists, cards and searches that reach into it, and of no others', async () => {
    const from = new Date(NOW).toISOString()
    setRuntime(testRuntime({ historyFrom: NOW }))
    expect([await list('status=open'), await list(`from=${from}`), await cards()]).toEqual([
      { from, words: false },
      undefined,
      { from, words: false },
    ])
    expect(await search()).toEqual({ from, words: true })
    setRuntime(testRuntime())
    expect([await list('status=open'), await cards()]).toEqual([undefined, undefined])
  })

  it('is said of a search by words until they are indexed', async () => {
    const q = `q=${encodeURIComponent('井盖')}`
    expect([await list(q), await search()]).toEqual([
      { from: null, words: true },
      { from: null, words: true },
    ])
    const fence = await takeLease(SEARCH_READER.name, randomUUID(), 60_000)
    if (!fence) throw new Error('somebody else indexes')
    while ((await advanceReader(fence, SEARCH_READER, indexWords)).more);
    await pool().query('DELETE FROM leases WHERE name = $1', [SEARCH_READER.name])
    expect([await list(q), await search()]).toEqual([undefined, null])
  })
})
