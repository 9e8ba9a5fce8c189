import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { getPriority, tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { SaveResult } from '@/lib/domain/event'
import { Snapshot } from '@/lib/domain/wire'
import { read } from '@/lib/testing/answers'
import { copyDataFolder, startPostgresDatabase } from '@/lib/testing/database'
import { type EngineName, usualEngine } from '@/lib/testing/engines'
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
const databases: { stop(): Promise<void> }[] = []
/** Settings of a migrated database that was made for one test. */
async function place(engine: EngineName): Promise<Record<string, string>> {
  if (engine === 'embedded') {
    const data = await copyDataFolder()
    folders.push(data)
    return { DATA_DIR: data }
  }
  const database = await startPostgresDatabase()
  databases.push(database)
  return { DATA_DIR: folder(), DATABASE_URL: database.url }
}
afterEach(async () => {
  for (const database of databases.splice(0)) await database.stop()
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
    const port = await freePort()
    // an engine of its own is one more thing to end where it is still to come; later it is ended as a running server ends it
    const { child, output, exited } = spawnServer({
      ...settings,
      PORT: String(port),
      ...(await place(phase === 'database' ? 'embedded' : usualEngine)),
    })
    const order = ['database', 'board', 'pages', undefined]
    const reached = async () => order.indexOf((await health(`http://127.0.0.1:${port}`)).phase) >= order.indexOf(phase)
    await vi.waitUntil(() => reached().catch(() => false), { timeout: WAIT_MS, interval: 10 })
    child.kill('SIGTERM')
    expect(await exited, output()).toBe(0)
    expect(output()).not.toMatch(/ at .*\.[jt]s:|While stopping/)
  })

  it('goes on and can be stopped when nobody reads what it prints', async () => {
    const port = await freePort()
    const { child, exited } = spawnServer({ ...settings, PORT: String(port), ...(await place(usualEngine)), LOG_LEVEL: 'trace' })
    child.stdout?.destroy()
    child.stderr?.destroy()
    const ready = async () => (await health(`http://127.0.0.1:${port}`)).status === 'ready'
    await vi.waitUntil(() => ready().catch(() => false), { timeout: WAIT_MS, interval: 50 })
    // and what collects its garbage gives way to what answers
    const pid = child.pid ?? 0
    const niceness = readdirSync(`/proc/${pid}/task`).flatMap((thread) => (Number(thread) === pid ? [] : [getPriority(Number(thread))]))
    expect(getPriority(pid)).toBe(getPriority())
    expect(niceness.filter((it) => it === Math.min(19, getPriority() + 5)).length).toBeGreaterThanOrEqual(2)
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

  it('answers 200 for what it saves while it stops, tells those who come later that it does, and refuses a second one on its folder', async () => {
    const server = await startServer({ engine: 'embedded' })
    const port = server.port
    const batch = () => JSON.stringify(Array.from({ length: 1_000 }, () => newEvent()))
    const bodies = Array.from({ length: 6 }, batch)
    const sent = bodies.map((body) => rawPost(port, server.tokens.reporter, body))
    // all of them are inside, with bodies still to come
    await Promise.all(sent.map(({ open }) => open))
    const ending = server.end('SIGTERM')
    await vi.waitUntil(() => server.output().includes('Stopping'), { timeout: 10_000, interval: 5 })
    const late = await fetch(`${server.url}/api/snapshot`).then(
      async (answer) => (await answer.json()).code,
      () => 'refused',
    )
    expect(['stopping', 'refused']).toContain(late)
    for (const { finish } of sent) finish()
    const answers = await Promise.all(sent.map(({ answer }) => answer))
    expect(answers.map((text) => /^HTTP\/1.1 (\d+)/.exec(text)?.[1])).toEqual(Array(6).fill('200'))
    expect(await ending).toBe(0)
    // what it saved is there, and the one that comes after it
    const again = await server.restart()
    const snapshot = await read(await again.fetch('/api/snapshot', again.tokens.wall), Snapshot)
    expect(snapshot.figures.total.reported).toBe(6_000)
    // refuses a second one on its folder, and answers what it was asked before it stops
    const second = spawnServer({ ...settings, DATA_DIR: again.dataDir })
    expect(await second.exited).toBe(1)
    expect(second.output()).toMatch(/data folder .* is in use.*stop the other Gridsight, or set DATA_DIR/)
    const asked = Array.from({ length: 20 }, () => health(again.url))
    await Promise.all(asked)
    expect(await again.end('SIGINT')).toBe(0)
    expect(await again.stop()).toBe(0)
  })
})

/** A POST of events whose last byte is held back until `finish`; `open`: the server has asked for the body. */
function rawPost(port: number, token: string, body: string): { open: Promise<void>; finish(): void; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1')
  const bytes = Buffer.from(body)
  let text = ''
  const opened = new Promise<void>((resolve) => {
    socket.on('data', (data) => {
      text += data.toString()
      if (text.includes('100 Continue')) resolve()
    })
  })
  socket.write(
    `POST /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\nExpect: 100-continue\r\n\r\n`,
  )
  const answer = new Promise<string>((resolve) => socket.once('close', () => resolve(text.slice(text.lastIndexOf('HTTP/1.1')))))
  return { open: opened.then(() => void socket.write(bytes.subarray(0, -1))), finish: () => void socket.write(bytes.subarray(-1)), answer }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
