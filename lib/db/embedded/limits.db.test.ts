import { readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { copyDataFolder } from '@/lib/testing/database'
import { eventually } from '@/lib/testing/eventually'
import { WAIT_MS } from '@/lib/testing/wait'
import { openPool, type Pool } from '../engine/pool'
import { eachMessage, message, queryMessage, Server, startupPacket } from './protocol'
import { type Embedded, startEmbedded } from './supervisor'

// What only the embedded engine does: one session for all, so it guards itself.
describe('the embedded engine', { timeout: 240_000 }, () => {
  let dataDir: string
  let engine: Embedded
  let pool: Pool
  const said: string[] = []
  const clients: pg.Client[] = []

  beforeAll(async () => {
    dataDir = await copyDataFolder()
    engine = await startEmbedded({ dataDir, log: (text) => said.push(text), statementLimitMs: 8000, idleInTransactionMs: 400 })
    pool = openPool(engine.url)
    await pool.query('CREATE TABLE notes (id serial PRIMARY KEY, who int)')
  })
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => {})))
  })
  afterAll(async () => {
    await pool.end()
    await engine.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  const open = async () => {
    const client = new pg.Client({ connectionString: engine.url })
    client.on('error', () => {})
    clients.push(client)
    await client.connect()
    return client
  }
  /** a client that speaks the protocol by hand and counts the messages it gets */
  const openRaw = async () => {
    const socket = connect(`${new URL(engine.url).searchParams.get('host')}/.s.PGSQL.5432`)
    let got = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (data) => {
      got = Buffer.concat([got, data])
    })
    const count = (type: number) => {
      let n = 0
      eachMessage(got, (found, _start, end) => {
        if (found === type && end <= got.length) n++
      })
      return n
    }
    socket.write(startupPacket({ user: 'postgres', database: 'postgres' }))
    await eventually(() => expect(count(Server.ready)).toBe(1))
    return { socket, count }
  }
  const reachable = () =>
    eventually(async () => expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]), { timeout: WAIT_MS, interval: 100 })
  const whos = async () => (await pool.query('SELECT who FROM notes ORDER BY who')).rows.map((row) => row.who)

  it('refuses COPY FROM STDIN and other statements it cannot carry, in order, and stays usable', async () => {
    const client = await open()
    await expect(client.query('COPY notes (who) FROM STDIN')).rejects.toMatchObject({
      code: '0A000',
      message: expect.stringContaining('COPY FROM STDIN'),
    })
    await expect(client.query('DISCARD ALL')).rejects.toMatchObject({ code: '0A000' })
    await client.query('BEGIN')
    await expect(client.query('COPY notes FROM STDIN')).rejects.toMatchObject({ code: '0A000' })
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
    await client.query('ROLLBACK')
    expect((await client.query('SELECT 2 AS x')).rows).toEqual([{ x: 2 }])
  })

  it('lets a statement be read in steps (Flush), and undoes it for a client that dies between them', async () => {
    const client = await open()
    const config = { text: 'SELECT generate_series(1, $1::int) AS n', values: [25], rows: 10 }
    expect((await client.query(config)).rows).toHaveLength(25)
    const text = (letter: string, body: string) => message(letter.charCodeAt(0), Buffer.from(body))
    const insert = [
      text('P', '\0INSERT INTO notes (who) VALUES (7) RETURNING id\0\0\0'),
      text('B', '\0\0\0\0\0\0\0\0'),
      text('E', '\0\0\0\0\0'),
      text('H', ''),
    ]
    const dying = await openRaw()
    dying.socket.write(Buffer.concat(insert))
    await eventually(() => expect(dying.count(Server.row)).toBe(1))
    expect(dying.count(Server.ready)).toBe(1) // that of the start: the statement has not ended
    dying.socket.destroy()
    expect(await whos()).toEqual([])
  })

  it('rolls back a transaction that is idle for too long', async () => {
    const idle = await open()
    const ended = new Promise<Error>((resolve) => idle.once('error', resolve))
    await idle.query('BEGIN')
    await idle.query('INSERT INTO notes (who) VALUES (1)')
    await expect(pool.query('SELECT 1 AS one')).resolves.toMatchObject({ rows: [{ one: 1 }] })
    expect(await ended).toMatchObject({ code: '25P03' })
    expect(await whos()).toEqual([])
  })

  it('takes turns: a connection that sends hundreds of statements at once does not starve another', async () => {
    const [greedy, modest] = [await openRaw(), await open()]
    greedy.socket.write(Buffer.concat(Array.from({ length: 400 }, () => queryMessage('SELECT count(*) FROM pg_class'))))
    await eventually(() => expect(greedy.count(Server.ready)).toBeGreaterThan(1))
    await modest.query('SELECT 1')
    expect(greedy.count(Server.ready)).toBeLessThan(400)
    await eventually(() => expect(greedy.count(Server.ready)).toBe(401))
  })

  it('fails a statement in which GEOS throws, keeps nothing of it, and comes back', async () => {
    const bowtie = `'POLYGON((0 0,1 1,0 1,1 0,0 0))'::geometry`
    const before = engine.restarts
    const client = await open()
    const bystander = await open()
    const lost = new Promise<Error>((resolve) => bystander.once('error', resolve))
    const half = client.query(
      `INSERT INTO notes (who) VALUES (11); SELECT ST_Intersection(${bowtie}, ${bowtie}); INSERT INTO notes (who) VALUES (12)`,
    )
    await expect(half).rejects.toMatchObject({ code: 'XX000' })
    expect(await lost).toMatchObject({ code: '57P02' })
    await reachable()
    const parameters = pool.query(`WITH kept AS (INSERT INTO notes (who) VALUES ($1)) SELECT ST_Union(${bowtie}, ${bowtie})`, [13])
    await expect(parameters).rejects.toMatchObject({ code: 'XX000' })
    await reachable()
    expect(await whos()).toEqual([])
    expect(engine.restarts).toBe(before + 2)
    expect(said.join(' ')).toContain('could not finish a statement')
  })

  it('ends a statement that runs too long, and comes back', async () => {
    const endless = pool.query(`WITH late AS (INSERT INTO notes (who) VALUES (20)) SELECT count(*) FROM generate_series(1, 100000000000) a`)
    await expect(endless).rejects.toThrow(/terminated/)
    await reachable()
    expect(await whos()).toEqual([])
    expect(said.join(' ')).toContain('longer than 8 s')
  })

  it('stops and closes the database though a client does not hang up', async () => {
    const stubborn = connect({ path: `${new URL(engine.url).searchParams.get('host')}/.s.PGSQL.5432`, allowHalfOpen: true })
    stubborn.write(startupPacket({ user: 'postgres', database: 'postgres' }))
    await new Promise((resolve) => stubborn.once('data', resolve))
    await engine.stop()
    stubborn.destroy()
    // The state in the control file: 1 is shut down, 6 is in production, as a kill leaves it.
    expect(readFileSync(path.join(dataDir, 'postgres', 'global', 'pg_control')).readUInt32LE(16)).toBe(1)
  })
})
