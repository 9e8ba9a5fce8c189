import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createToken, revokeToken } from '@/lib/db/accounts/tokens'
import { SaveResult } from '@/lib/domain/event'
import { Snapshot } from '@/lib/domain/wire'
import { read } from '@/lib/testing/answers'
import { installedEngines } from '@/lib/testing/engines'
import { startServer, type TestServer } from '@/lib/testing/server'
import { newEvent } from '@/lib/testing/small-county'
import { connectSocket } from '@/lib/testing/subscriber'

const there = installedEngines.includes('postgresql')

describe.skipIf(!there)('two servers on one database', () => {
  let first: TestServer
  let second: TestServer
  beforeAll(async () => {
    first = await startServer({ engine: 'postgresql' })
    second = await startServer({ engine: 'postgresql', county: 'none', on: first })
  })
  afterAll(async () => {
    await second.end()
    await first.stop()
  })

  const snapshot = async (server: TestServer) => read(await server.fetch('/api/snapshot', server.tokens.supervisor), Snapshot)

  it('show one board, whichever was told', async () => {
    const [a, b] = [
      await connectSocket(first.url, { token: first.tokens.supervisor }),
      await connectSocket(second.url, { token: second.tokens.supervisor }),
    ]
    await a.subscribe()
    await b.subscribe()
    const posted = Array.from({ length: 20 }, (_, i) => (i % 2 ? first : second).post([newEvent(), newEvent()]))
    const saved = await Promise.all(posted.map(async (p) => read(await p, SaveResult)))
    const last = Math.max(...saved.map((s) => s.revision))
    expect(last).toBe(40)
    await Promise.all([a.reaches(last), b.reaches(last)])
    for (const s of [a, b]) expect(s.frames.flatMap((f) => f.changes.map((c) => c.revision))).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    const boards = await Promise.all([snapshot(first), snapshot(second)])
    expect(boards[0]?.sums).toEqual(boards[1]?.sums)
    expect(boards.map((s) => s.figures.total.reported)).toEqual([40, 40])
    a.close()
    b.close()
  })

  it('hang up on a revoked token, both of them', async () => {
    const { id, token } = await createToken({ name: 'both', role: 'viewer', scope: { kind: 'grids', prefixes: [''] }, expiresAt: null })
    const sockets = [await connectSocket(first.url, { token }), await connectSocket(second.url, { token })]
    await revokeToken(id)
    await vi.waitUntil(() => sockets.every((s) => s.ended !== null), { timeout: 10_000 })
  })

  it('go on alone when the other is killed', async () => {
    const { revision } = await read(await second.post(newEvent()), SaveResult)
    process.kill(first.pid, 'SIGKILL')
    const next = await read(await second.post(newEvent()), SaveResult)
    expect(next.revision).toBe(revision + 1)
    expect((await snapshot(second)).figures.total.reported).toBe(42)
  })
})
