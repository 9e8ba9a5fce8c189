import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serverOf } from '@/lib/db/engine/server-record'
import { type CliRun, gridsight } from '@/lib/testing/cli'
import { startServer, type TestServer } from '@/lib/testing/server'
import { newEvent, spot } from '@/lib/testing/small-county'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.stop())

/** A replay that is told no address. */
function replay(file: string, token: string): Promise<CliRun> {
  const args = ['--map', 'id=no,occurredAt=when,type=kind,lon=lon,lat=lat', '--source', 's', '--speed', 'max', '--json']
  return gridsight(['replay', file, ...args], { DATA_DIR: server.dataDir, GRIDSIGHT_TOKEN: token })
}

test('a replay finds the server of its data folder, and again when that has come back at another port', async () => {
  const [lon, lat] = spot(0, 0)
  const file = path.join(server.dataDir, 'feed.csv')
  const row = (no: number) => `${no},${newEvent().occurredAt},0101,${lon},${lat}\n`
  writeFileSync(file, `no,when,kind,lon,lat\n${row(1)}${row(2)}`)
  expect(serverOf(server.dataDir)).toBe(server.url)
  const first = await replay(file, server.tokens.reporter)
  expect(first.code, first.err).toBe(0)
  expect(JSON.parse(first.out)).toMatchObject({ messages: 2, accepted: 2, reportedBefore: 0, reportedAfter: 2 })

  expect(await server.end()).toBe(0)
  expect(serverOf(server.dataDir)).toBeNull()
  const again = await startServer({ on: server, county: 'none' })
  try {
    expect(again.port).not.toBe(server.port)
    const second = await replay(file, server.tokens.reporter)
    expect(second.code, second.err).toBe(0)
    expect(second.err).toContain('Going on after 2 messages')
    expect(JSON.parse(second.out)).toMatchObject({ messages: 2, accepted: 2, reportedBefore: 0, reportedAfter: 2 })
  } finally {
    await again.stop()
  }
})
