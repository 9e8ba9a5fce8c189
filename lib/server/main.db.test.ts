import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { SaveResult } from '@/lib/domain/event'
import { Snapshot } from '@/lib/domain/wire'
import { read } from '@/lib/testing/answers'
import { copyDataFolder } from '@/lib/testing/database'
import { preparePages, startServer } from '@/lib/testing/server'
import { health, spawnServer } from '@/lib/testing/server-process'
import { newEvent } from '@/lib/testing/small-county'
import { WAIT_MS } from '@/lib/testing/wait'

const settings = { GRIDSIGHT_DEMO: 'off', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info' }
const folders: string[] = []
function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'gridsight-main-'))
  folders.push(made)
  return made
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
})

describe('a start that cannot be', () => {
  async function says(env: Record<string, string>): Promise<string> {
    const { output, exited } = spawnServer({ ...settings, DATA_DIR: folder(), ...env })
    expect(await exited, output()).toBe(1)
    const lines = output()
      .split('\n')
      .filter((line) => line && !line.includes('next.config'))
    expect(lines, 'one sentence').toHaveLength(1)
    return lines[0] ?? ''
  }

  it('says which setting is wrong', async () => {
    expect(await says({ PORT: 'x' })).toMatch(/PORT.*README/)
    expect(await says({ PUBLIC_ORIGIN: 'grid.example.cn' })).toMatch(/PUBLIC_ORIGIN must be like https/)
    expect(await says({ TLS_CERT: 'a.pem' })).toMatch(/TLS_CERT and TLS_KEY/)
  })

  it('says that the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => taken.once('listening', resolve))
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await says({ PORT: String(port) })).toMatch(`Port ${port} on 127.0.0.1 is in use; stop the program that has it, or choose another`)
    taken.close()
  })

  it('says that the database cannot be reached, without its password', async () => {
    const sentence = await says({ DATABASE_URL: 'postgresql://u:hidden@127.0.0.1:1/x' })
    expect(sentence).toMatch(/127.0.0.1:1 cannot be reached/)
    expect(sentence).not.toContain('hidden')
  })
})

beforeAll(preparePages)

describe('a server', () => {
  it.each(['database', 'board', 'pages'])('can be stopped while it starts (%s), and exits 0', async (phase) => {
    const data = await copyDataFolder()
    folders.push(data)
    const port = await freePort()
    const { child, output, exited } = spawnServer({ ...settings, PORT: String(port), DATA_DIR: data })
    const order = ['database', 'board', 'pages', undefined]
    const reached = async () => order.indexOf((await health(`http://127.0.0.1:${port}`)).phase) >= order.indexOf(phase)
    await vi.waitUntil(() => reached().catch(() => false), { timeout: WAIT_MS, interval: 10 })
    child.kill('SIGTERM')
    expect(await exited, output()).toBe(0)
    expect(output()).not.toMatch(/ at .*\.ts:|While stopping/)
  })

  it('goes on and can be stopped when nobody reads what it prints', async () => {
    const data = await copyDataFolder()
    folders.push(data)
    const port = await freePort()
    const { child, exited } = spawnServer({ ...settings, PORT: String(port), DATA_DIR: data, LOG_LEVEL: 'trace' })
    child.stdout?.destroy()
    child.stderr?.destroy()
    const ready = async () => (await health(`http://127.0.0.1:${port}`)).status === 'ready'
    await vi.waitUntil(() => ready().catch(() => false), { timeout: WAIT_MS, interval: 50 })
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })

  it('keeps its accounts to itself and from one start to the next, and what it was told', async () => {
    const server = await startServer({ env: { LOG_LEVEL: 'debug' } })
    const file = path.join(server.dataDir, 'accounts.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { revision } = await read(await server.post(newEvent()), SaveResult)
    expect(server.output()).toContain(`${server.url}/wall?key=${server.tokens.wall}`)
    const again = await server.restart()
    expect(again.url).toBe(server.url)
    expect(again.tokens).toEqual(server.tokens)
    const snapshot = await read(await again.fetch('/api/snapshot', again.tokens.wall), Snapshot)
    expect([snapshot.revision, snapshot.figures.total.reported]).toEqual([revision, 1])
    expect(readFileSync(file, 'utf8')).toContain(again.tokens.wall)
    // what a log collector reads (JSON lines) holds no secret
    const logged = `${server.output()}\n${again.output()}`.split('\n').filter((line) => line.startsWith('{'))
    for (const token of Object.values(again.tokens)) expect(logged.join('\n')).not.toContain(token)
    expect(await again.stop()).toBe(0)
  })

  it('answers what it was asked before it stops, and refuses a second one on its folder', async () => {
    const server = await startServer({ county: 'none' })
    const second = spawnServer({ ...settings, DATA_DIR: server.dataDir })
    expect(await second.exited).toBe(1)
    expect(second.output()).toMatch(/data folder .* is in use.*stop the other Gridsight, or set DATA_DIR/)
    const asked = Array.from({ length: 20 }, () => health(server.url))
    await Promise.all(asked)
    expect(await server.end('SIGINT')).toBe(0)
    expect(await server.stop()).toBe(0)
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
