import { connect } from 'node:net'
import pg from 'pg'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { eventually } from '@/lib/testing/eventually'
import { pool, transaction } from '../engine/pool'

// What clients may expect of a PostgreSQL server, and so of the bridge: the same tests on both.
describeEachEngine('a server', (db) => {
  const clients: pg.Client[] = []
  const open = async (url = db.url) => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    clients.push(client)
    await client.connect()
    return client
  }
  /** breaks the connection without a word, as a killed process does */
  const cut = (client: pg.Client) => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()

  beforeAll(async () => {
    await pool().query('CREATE TABLE notes (id serial PRIMARY KEY, who int, body text)')
  })
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => {})))
    await pool().query('TRUNCATE notes')
  })

  it('keeps the transactions of ten connections apart', async () => {
    const writers = Array.from({ length: 10 }, (_, who) =>
      Promise.all(
        Array.from({ length: 8 }, (_, round) =>
          transaction(async (tx) => {
            const before = await tx.query('SELECT count(*) AS n FROM notes WHERE who = $1', [who * 100 + round])
            await tx.query('INSERT INTO notes (who, body) VALUES ($1, $2)', [who * 100 + round, 'one'])
            await tx.query('INSERT INTO notes (who, body) VALUES ($1, $2)', [who * 100 + round, 'two'])
            const after = await tx.query('SELECT count(*) AS n FROM notes WHERE who = $1', [who * 100 + round])
            expect([before.rows[0].n, after.rows[0].n]).toEqual([0, 2])
            if (round % 2) throw new Error('undo')
          }).catch((error: Error) => expect(error.message).toBe('undo')),
        ),
      ),
    )
    await Promise.all(writers)
    expect((await pool().query('SELECT count(*) AS n FROM notes')).rows[0].n).toBe(10 * 4 * 2)
  })

  it('takes parameters and gives rows of many megabytes, from several connections at once', async () => {
    const bodies = Array.from({ length: 4 }, (_, i) => String(i).repeat(3_000_000 + i))
    await Promise.all(bodies.map((body, who) => pool().query('INSERT INTO notes (who, body) VALUES ($1, $2)', [who, body])))
    const read = await Promise.all(bodies.map((_, who) => pool().query('SELECT body FROM notes WHERE who = $1', [who])))
    expect(read.map((answer) => answer.rows[0].body === bodies[answer.rows[0].body[0]])).toEqual([true, true, true, true])
  })

  it('lets two connections give the same name to different statements', async () => {
    const [a, b] = [await open(), await open()]
    for (let round = 0; round < 3; round++) {
      expect((await a.query({ name: 'same', text: 'SELECT $1::int + 1 AS x', values: [1] })).rows).toEqual([{ x: 2 }])
      expect((await b.query({ name: 'same', text: 'SELECT upper($1::text) AS x', values: ['b'] })).rows).toEqual([{ x: 'B' }])
    }
  })

  it('notifies those who listen on the channel, once, and nobody else', async () => {
    const [red, blue, both] = [await open(), await open(), await open()]
    const heard: string[] = []
    for (const [name, client, channels] of [
      ['red', red, ['red']],
      ['blue', blue, ['Blue "x"']],
      ['both', both, ['red', 'Blue "x"']],
    ] as const) {
      client.on('notification', ({ channel, payload }) => heard.push(`${name}:${channel}:${payload}`))
      for (const channel of channels) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    }
    await pool().query(`SELECT pg_notify('red', '1')`)
    await pool().query(`SELECT pg_notify('Blue "x"', '2')`)
    await pool().query(`SELECT pg_notify('nobody', '3')`)
    await eventually(() => expect(heard.length).toBeGreaterThanOrEqual(4))
    // One who stops listening does not silence the other.
    await red.query('UNLISTEN red')
    await pool().query(`NOTIFY red, '4'`)
    await eventually(() => expect(heard).toContain('both:red:4'))
    // Whatever was on its way to others has arrived by now.
    await Promise.all([red.query('SELECT 1'), blue.query('SELECT 1')])
    expect(heard.sort()).toEqual(['blue:Blue "x":2', 'both:Blue "x":2', 'both:red:1', 'both:red:4', 'red:red:1'])
  })

  it('notifies when the transaction commits and not when it is rolled back', async () => {
    const listener = await open()
    const heard: string[] = []
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''))
    await listener.query('LISTEN log')
    const undone = transaction(async (tx) => {
      await tx.query(`SELECT pg_notify('log', 'undone')`)
      throw new Error('undo')
    })
    await expect(undone).rejects.toThrow('undo')
    await transaction((tx) => tx.query(`SELECT pg_notify('log', 'done')`))
    await eventually(() => expect(heard).toEqual(['done']))
  })

  it('rolls back for a client that dies in a transaction, and goes on', async () => {
    const dying = await open()
    await dying.query('BEGIN')
    await dying.query(`INSERT INTO notes (who) VALUES (1)`)
    cut(dying)
    await eventually(async () => expect((await pool().query('SELECT count(*) AS n FROM notes')).rows[0].n).toBe(0))
    await pool().query('INSERT INTO notes (who) VALUES (2)')
    expect((await pool().query('SELECT who FROM notes')).rows).toEqual([{ who: 2 }])
  })

  it('reports errors with their codes and stays usable in and after a failed transaction', async () => {
    const client = await open()
    await expect(client.query('SELECT nope')).rejects.toMatchObject({ code: '42703' })
    await client.query('BEGIN')
    await expect(client.query('INSERT INTO notes (id) VALUES (1), (1)')).rejects.toMatchObject({ code: '23505' })
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
    await client.query('ROLLBACK')
    await expect(client.query('SELECT $1::int AS x', ['no number'])).rejects.toMatchObject({ code: '22P02' })
    expect((await client.query('SELECT $1::int AS x', [5])).rows).toEqual([{ x: 5 }])
  })

  it('refuses the name of another database', async () => {
    const url = new URL(db.url)
    url.pathname = '/prisma_migrate_shadow'
    await expect(open(url.href)).rejects.toMatchObject({ code: '3D000' })
  })

  it('hangs up on nonsense and serves the others', async () => {
    const { searchParams, hostname, port } = new URL(db.url)
    const host = searchParams.get('host')
    const socket = host ? connect(`${host}/.s.PGSQL.5432`) : connect(Number(port), hostname)
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => {})
    socket.write(Buffer.alloc(64, 0xff))
    await closed
    expect((await pool().query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('answers a cursor that is read in steps while others write', async () => {
    await pool().query('INSERT INTO notes (who) SELECT generate_series(1, 25)')
    const client = await open()
    const seen: number[] = []
    await client.query('BEGIN')
    await client.query('DECLARE steps CURSOR FOR SELECT who FROM notes ORDER BY who')
    const write = pool().query('INSERT INTO notes (who) VALUES (99)')
    for (let rows = (await client.query('FETCH 10 FROM steps')).rows; rows.length; rows = (await client.query('FETCH 10 FROM steps')).rows) {
      seen.push(...rows.map((row) => row.who))
    }
    await client.query('COMMIT')
    await write
    expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
  })
})
