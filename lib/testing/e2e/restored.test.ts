import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../server'
import { spot } from '../small-county'
import { gridsight } from './command'
import { openBrowser, openWall } from './wall'

let server: TestServer | undefined
let browser: Browser | undefined
const backup = mkdtempSync(path.join(tmpdir(), 'gridsight-backup-'))

afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(backup, { recursive: true, force: true })
})

const events = (n: number) =>
  Array.from({ length: n }, () => ({ id: randomUUID(), occurredAt: new Date().toISOString(), type: '0501', position: spot(0, 0) }))

it('a wall starts anew on a database that was restored, instead of freezing', async () => {
  let current = await startServer({ engine: 'embedded' }) // whose files are the backup
  server = current
  browser = await openBrowser({ fonts: 'system' })
  await current.post(events(5))
  await current.end()
  cpSync(current.dataDir, backup, { recursive: true })
  current = await current.restart()
  server = current

  const wall = await openWall(browser, current.url, { key: current.tokens.wall })
  await current.post(events(20))
  const reported = () => wall.probe((p) => p.state().figures?.total.reported ?? 0)
  await expect.poll(reported).toBe(25)
  const log = await wall.probe((p) => p.state().board?.logId)

  await current.end()
  rmSync(current.dataDir, { recursive: true })
  cpSync(backup, current.dataDir, { recursive: true })
  expect(await gridsight(current, 'doctor', '--renew-log')).toMatchObject({ code: 0 })
  current = await current.restart()
  server = current

  await expect.poll(reported).toBe(5)
  expect(await wall.probe((p) => p.state().board?.logId)).not.toBe(log)
  const [one] = events(1)
  await current.post([one])
  const { number } = await (await current.fetch(`/api/events/${one?.id}`, current.tokens.supervisor)).json()
  await wall.seesInFeed(number)
  await wall.seesTruth('实时')
  await expect.poll(reported).toBe(6)
})
