import { randomUUID } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { sourcesCommand } from '@/lib/cli/sources'
import { pool } from '@/lib/db/engine/pool'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import { peopleId } from '@/lib/db/people/people-ids'
import { removeDemoPeople, saveHouseholds } from '@/lib/db/people/people-write'
import { copySentFile, findSentFile } from '@/lib/db/sources/files'
import { countLists, countSourceRows, listSourceRows } from '@/lib/db/sources/reconcile'
import { askDueRuns, askRun, listRuns, readRun, takeRun } from '@/lib/db/sources/runs'
import { addSource, changeSource, listSources, readSource } from '@/lib/db/sources/sources'
import { HOUR_MS } from '@/lib/domain/clock'
import { sumCounts } from '@/lib/domain/source-list'
import { runCommand } from '@/lib/testing/command'
import { describeEachEngine } from '@/lib/testing/database'
import { smallCounty } from '@/lib/testing/small-county'
import { BY, COMMUNITY, csv, GRID, MAPPING, many, openRuns, send, setUp } from '@/lib/testing/source-runs'
import { previewSource } from './preview'
import { makeRuns } from './run-source'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-sources-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describeEachEngine('runs of a source', () => {
  const { fence, options, run, take } = openRuns(folder)
  const households = async (name: string) =>
    (
      await pool().query<{ here: number; left: number; written: string }>(
        `SELECT count(*) FILTER (WHERE left_at IS NULL)::int4 AS here, count(*) FILTER (WHERE left_at IS NOT NULL)::int4 AS left,
           max(updated_at)::text AS written FROM households WHERE source = $1`,
        [name],
      )
    ).rows[0]

  test('a dry run tells rows by line and column and changes nothing; a real one keeps the good ones', async () => {
    const id = await addSource(setUp('bad rows'), BY)
    const rows = [
      { id: 'H1', phone: '13812345678', member: '13900000001' },
      { id: 'H2', community: '不在这里的村' },
      { id: 'H3', phone: 'call me' },
      { id: 'H1' },
      { id: 'H4', member: '13999999999' },
      { id: '' },
    ]
    await send(id, csv(rows))
    const dry = await run(id, { dry: true })
    expect(dry).toMatchObject({ state: 'done', dry: true, file: '村振.csv', counts: { read: 6, added: 2, rejected: 4, unbound: 1, left: 0 } })
    expect(dry.rejects.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, '行政村', 'unknown_place'],
      [4, '联系电话', 'invalid'],
      [5, '户编号', 'twice'],
      [7, '户编号', 'invalid'],
    ])
    expect(dry.rejects[0]).toMatchObject({ community: null, told: '不在这里的村' })
    expect(dry.examples.added).toEqual([
      { line: 2, externalId: 'H1', name: '户*' },
      { line: 6, externalId: 'H4', name: '户*' },
    ])
    // what a row says is in no message
    expect(JSON.stringify(dry.rejects)).not.toContain('call me')
    expect(await households('bad rows')).toMatchObject({ here: 0, left: 0 })
    expect(await run(id)).toMatchObject({ counts: { added: 2, rejected: 4, unbound: 1 } })
    expect(await households('bad rows')).toMatchObject({ here: 2 })
    const [bound] = (await pool().query(`SELECT member_id::text AS member FROM households WHERE source = 'bad rows' AND external_id = 'H1'`)).rows
    expect(bound?.member).toBe(peopleId('person', 'street', 'm1'))
  })

  test('the same again writes nothing, a change writes what changed, and what was changed here is put right', async () => {
    const id = await addSource(setUp('again'), BY)
    const rows = many(400)
    await send(id, csv(rows), 3)
    expect(await run(id)).toMatchObject({ counts: { read: 400, added: 400, same: 0 } })
    const before = await households('again')
    expect(await run(id)).toMatchObject({ state: 'done', counts: { read: 400, added: 0, changed: 0, same: 400, left: 0 } })
    expect(await households('again')).toEqual(before)
    await send(id, csv(rows.map((one, i) => (i === 77 || i === 333 ? { ...one, name: '改名' } : one))))
    expect(await run(id)).toMatchObject({ counts: { changed: 2, same: 398 }, examples: { changed: [{ line: 79 }, { line: 335 }] } })
    const written = await pool().query(`SELECT external_id FROM households WHERE source = 'again' AND updated_at > $1::timestamptz ORDER BY 1`, [
      before?.written,
    ])
    expect(written.rows.map((one) => one.external_id)).toEqual(['H0077', 'H0333'])
    // somebody imports the same household with other words, or takes one away
    await pool().query(`DELETE FROM households WHERE source = 'again' AND external_id = 'H0001'`)
    await saveHouseholds([{ ...(await stored('again', 'H0002')), name: '另一个' }], { source: 'again' })
    expect(await run(id)).toMatchObject({ counts: { changed: 2, same: 398 } })
    expect((await stored('again', 'H0002')).name).toBe('户主H0002')
  })

  const stored = async (source: string, externalId: string) => {
    const { rows } = await pool().query(
      `SELECT external_id AS "externalId", grid_code AS grid, service_code AS service, name, phone, id_number AS "idNumber", address, persons::int4 AS persons,
         member_id::text AS member FROM households WHERE source = $1 AND external_id = $2`,
      [source, externalId],
    )
    return rows[0]
  }

  test('what is gone leaves and comes back; a row with a fault has not left', async () => {
    const id = await addSource(setUp('leaves', { maxLeft: 50 }), BY)
    const rows = many(100)
    const inBook = async () => (await loadPeopleBook()).counts.reduce((sum, { households: n }) => sum + n, 0)
    await send(id, csv(rows))
    await run(id)
    const all = await inBook()
    await send(id, csv(rows.slice(10).map((one, i) => (i === 0 ? { ...one, phone: 'x' } : one))))
    expect(await run(id)).toMatchObject({ state: 'done', counts: { left: 10, same: 89, rejected: 1 } })
    expect(await households('leaves')).toMatchObject({ here: 90, left: 10 })
    expect(await inBook()).toBe(all - 10)
    await send(id, csv(rows))
    expect(await run(id)).toMatchObject({ counts: { back: 10, same: 90, left: 0, added: 0 } })
    expect(await households('leaves')).toMatchObject({ here: 100, left: 0 })
    expect(await inBook()).toBe(all)
    // a comma in a name, and no quotation marks: what follows it stands under the wrong columns
    await send(id, csv(rows.map((one, i) => (i === 7 ? { ...one, name: '户主,又名', member: '13800000001' } : one))))
    expect(await run(id)).toMatchObject({ counts: { same: 99, rejected: 1, left: 0 }, rejects: [{ line: 9, field: 'cells', externalId: 'H0007' }] })
    // nor is it shown, since cells are masked by their columns
    expect((await previewSource(await readSource(id))).rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8, 10])
  })

  test('a truncated file is held before anything is written, and goes on when somebody says so', async () => {
    const id = await addSource(setUp('held'), BY)
    await send(id, csv(many(100)))
    await run(id)
    await send(id, csv([...many(80), { id: 'NEW' }]))
    const held = await run(id)
    expect(held).toMatchObject({ state: 'held', counts: { added: 1, left: 20 } })
    expect(await households('held')).toMatchObject({ here: 100, left: 0 })
    expect((await listSources(id))[0]).toMatchObject({ records: 100 })
    // meanwhile it has lost even more: what was confirmed were 20
    await send(id, csv(many(60)))
    const more = await run(id, { confirms: held.id })
    expect(more).toMatchObject({ state: 'held', counts: { left: 40 } })
    expect(await run(id, { confirms: more.id })).toMatchObject({ state: 'done', counts: { left: 40 } })
    expect(await households('held')).toMatchObject({ here: 60, left: 40 })
    expect((await listRuns(id)).map(({ state }) => state)).toEqual(['done', 'confirmed', 'confirmed', 'done'])
    await expect(run(id, { confirms: more.id })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('a run that was killed midway begins anew under another holder, and nothing is doubled or left behind', async () => {
    const id = await addSource(setUp('killed'), BY)
    await send(id, csv(many(300)))
    const source = await readSource(id)
    const { id: first } = await askRun(source, { id: randomUUID(), dry: false }, BY)
    const dying = new AbortController()
    let batches = 0
    await makeRuns({
      ...options(),
      signal: dying.signal,
      onProgress() {
        batches++
        if (batches === 2) dying.abort()
      },
    })
    const midway = await households('killed')
    expect(midway?.here).toBe(100)
    expect(await readRun(id, first)).toMatchObject({ state: 'running' })
    // whoever hung past the lease writes nothing under the old fence
    const old = fence()
    await pool().query(`UPDATE leases SET expires_at = clock_timestamp() - interval '1 second' WHERE name = 'sources'`)
    if (!(await take())) throw new Error('the lease has run out')
    await expect(takeRun(old)).rejects.toMatchObject({ code: 'conflict' })
    await makeRuns(options())
    expect(await readRun(id, first)).toMatchObject({ state: 'done', counts: { read: 300, added: 200, same: 100, left: 0 } })
    expect(await households('killed')).toMatchObject({ here: 300, left: 0 })
    expect((await listSources(id))[0]).toMatchObject({ records: 300, left: 0 })
  })

  test('a source that only compares keeps nothing here, and says who is who', async () => {
    const here = many(6).map(({ id: externalId }, i) => ({
      ...{ externalId, grid: GRID, service: null, name: `平台${externalId}`, phone: `1380000000${i}`, idNumber: null, persons: null, member: null },
      address: `${externalId}号楼1单元101室`,
    }))
    const before = await countHere()
    await saveHouseholds(here, { source: 'platform' })
    const id = await addSource(setUp('compares', { effect: 'compare', maxLeft: 100 }), BY)
    await send(
      id,
      csv([
        { id: 'a', name: '平台H0000', phone: '13800000000' },
        { id: 'H0001', name: '平台H0001' },
        { id: 'strange' },
        { id: 'x', community: '哪里' },
      ]),
    )
    expect(await run(id)).toMatchObject({ state: 'done', counts: { added: 3, rejected: 1 } })
    expect(await countHere()).toBe(before + 6)
    const counts = await countLists({ id, subject: 'households', effect: 'compare', areas: [] })
    expect(counts.get(COMMUNITY)).toMatchObject({ matched: 2, onlySource: 1, several: 0, left: 0 })
    expect(counts.get(null)).toMatchObject({ rejected: 1 })
    const listed = async (list: Parameters<typeof listSourceRows>[1]['list'], limit = 50) =>
      listSourceRows(
        { id, subject: 'households', effect: 'compare', areas: [] },
        { list, grids: smallCounty().map(({ code }) => code), unplaced: true, after: null, limit },
      )
    expect((await listed('matched')).map(({ externalId, match }) => [externalId, match])).toEqual([
      ['H0001', 'address'],
      ['a', 'phone'],
    ])
    expect(await listed('rejected')).toMatchObject([{ line: 5, column: '行政村', code: 'unknown_place', told: '哪里' }])
    // every count is as long as its list
    const all = sumCounts(counts.values())
    for (const list of ['matched', 'onlySource', 'several', 'unbound', 'left', 'onlyHere', 'rejected'] as const)
      expect([
        list,
        (await listed(list, 100_000)).length,
        await countSourceRows(
          { id, subject: 'households', effect: 'compare', areas: [] },
          { list, grids: smallCounty().map(({ code }) => code), unplaced: true },
        ),
      ]).toEqual([list, all[list], all[list]])
    // those of another place are not missed in a source of one community
    expect((await countLists({ id, subject: 'households', effect: 'compare', areas: ['411324002'] })).get(GRID)?.onlyHere ?? 0).toBe(0)
    // a household that is gone here is nobody's any more, though its row has not changed
    await pool().query(`DELETE FROM households WHERE source = 'platform' AND external_id = 'H0001'`)
    expect(await run(id)).toMatchObject({ counts: { same: 3 } })
    expect((await countLists({ id, subject: 'households', effect: 'compare', areas: [] })).get(COMMUNITY)).toMatchObject({
      matched: 1,
      onlySource: 2,
    })
  })
  const countHere = async () => (await pool().query<{ n: number }>('SELECT count(*)::int4 AS n FROM households')).rows[0]?.n ?? 0

  describe('the schedule', () => {
    const DAY = Date.parse('2026-11-24T00:00:00+08:00')

    test('owes one run a day, whoever asks how often, and whatever the clock does', async () => {
      const id = await addSource(setUp('daily', { hour: 3 }), BY)
      await send(id, csv(many(3)))
      const ask = async (now: number) => askDueRuns(fence(), [await readSource(id)], now)
      expect(await ask(DAY + 2 * HOUR_MS)).toBe(0)
      const asked = await Promise.all([1, 2, 3].map(() => ask(DAY + 3 * HOUR_MS)))
      expect(asked.reduce((sum, n) => sum + n, 0)).toBe(1)
      await makeRuns(options())
      expect(await ask(DAY + 23 * HOUR_MS)).toBe(0)
      // set back by a week, then ahead by ten days
      expect(await ask(DAY - 7 * 24 * HOUR_MS + 4 * HOUR_MS)).toBe(0)
      expect(await ask(DAY + 240 * HOUR_MS + 4 * HOUR_MS)).toBe(1)
      await makeRuns(options())
      expect((await listRuns(id)).map(({ state, by }) => [state, by])).toEqual([
        ['done', '定时同步'],
        ['done', '定时同步'],
      ])
    })

    test('waits for a run that is at work', async () => {
      const id = await addSource(setUp('busy', { hour: 0 }), BY)
      await send(id, csv(many(3)))
      await askRun(await readSource(id), { id: randomUUID(), dry: true }, BY)
      expect(await askDueRuns(fence(), [await readSource(id)], DAY)).toBe(0)
      await makeRuns(options())
      expect(await askDueRuns(fence(), [await readSource(id)], DAY)).toBe(1)
      await makeRuns(options())
    })
  })

  test('two runs of a source never stand beside each other, and an id asks once', async () => {
    const id = await addSource(setUp('once'), BY)
    await send(id, csv(many(3)))
    const source = await readSource(id)
    const wanted = { id: randomUUID(), dry: false }
    const asked = await Promise.allSettled([askRun(source, wanted, BY), askRun(source, { id: randomUUID(), dry: false }, BY)])
    expect(asked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await makeRuns(options())
    expect(await listRuns(id)).toHaveLength(1)
  })

  test('a file that cannot be read fails the run with what to do', async () => {
    const id = await addSource(setUp('faults'), BY)
    expect(await run(id)).toMatchObject({
      ...{ state: 'failed', fault: expect.stringContaining('No file was sent') },
      failure: { code: 'nothing_sent', params: [] },
    })
    await send(id, '名称,数量\n甲,1\n')
    expect(await run(id)).toMatchObject({ state: 'failed', fault: expect.stringMatching(/^村振\.csv has no column .*"户编号"/) })
    // by a code and what is named, so that a page says it in its own language
    expect((await listRuns(id))[0]?.failure).toEqual({ code: 'no_column', params: [expect.stringContaining('户编号'), '名称, 数量'] })
    // nor does a first look tell where the copy of it lay
    await send(id, '户编号,数量\n"甲,1\n')
    await expect(previewSource(await readSource(id))).rejects.toThrow(/^村振\.csv cannot be read: a quotation mark/)
  })

  test('a file that is replaced while it is copied is not taken for whole', async () => {
    const id = await addSource(setUp('replaced'), BY)
    await send(id, csv(many(40)), 3)
    const sent = await findSentFile(id)
    if (!sent) throw new Error('a file was sent')
    const copy = path.join(folder, 'copy.csv')
    expect(await copySentFile(sent, copy)).toBe(true)
    await send(id, csv(many(50)), 3)
    expect(await copySentFile(sent, copy)).toBe(false)
  })

  test('a folder gives its newest table, and leads nowhere else', async () => {
    const inside = path.join(folder, 'in')
    mkdirSync(inside, { recursive: true })
    writeFileSync(path.join(inside, 'notes.md'), 'x')
    writeFileSync(path.join(inside, 'a.csv'), csv(many(2)))
    const id = await addSource(setUp('folder', { place: { kind: 'folder', folder: 'in' } }), BY)
    expect(await run(id)).toMatchObject({ state: 'done', file: 'a.csv', counts: { added: 2 } })
    // one that is still being written is not taken for whole, whatever its date says
    const all = csv(many(12)).split('\n')
    const writing = path.join(inside, 'b.csv')
    writeFileSync(writing, all.splice(0, 4).join('\n'))
    utimesSync(writing, 4e9, 4e9)
    const writer = setInterval(() => {
      const next = all.shift()
      if (next === undefined) return clearInterval(writer)
      appendFileSync(writing, `\n${next}`)
      utimesSync(writing, 4e9, 4e9)
    }, 20)
    expect(await run(id)).toMatchObject({ state: 'done', file: 'b.csv', counts: { read: 12, added: 10, same: 2 } })
    rmSync(writing)
    rmSync(path.join(folder, 'out'), { force: true })
    symlinkSync(tmpdir(), path.join(folder, 'out'))
    const { revision } = await readSource(id)
    await changeSource(id, setUp('folder', { place: { kind: 'folder', folder: 'out' } }), revision, BY)
    expect(await run(id)).toMatchObject({ state: 'failed', fault: expect.stringContaining('leads out of SOURCES_FOLDER') })
    await expect(changeSource(id, setUp('folder'), revision, BY)).rejects.toMatchObject({ code: 'conflict' })
    await expect(changeSource(id, setUp('folder', { effect: 'compare' }), revision + 1, BY)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('an address is read where it may be, and a private one only when that is allowed', async () => {
    let body = csv(many(4))
    let status = 200
    const server = createServer((_, answer) => answer.writeHead(status, { 'content-type': 'text/csv' }).end(body))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/export/今日.csv`
    try {
      const id = await addSource(setUp('address', { place: { kind: 'http', url, allowPrivate: false } }), BY)
      expect(await run(id)).toMatchObject({ state: 'failed', fault: 'The address could not be read: a private address.' })
      await changeSource(id, setUp('address', { place: { kind: 'http', url, allowPrivate: true } }), 1, BY)
      expect(await run(id)).toMatchObject({ state: 'done', counts: { added: 4 } })
      body = csv(many(5))
      expect(await run(id)).toMatchObject({ counts: { added: 1, same: 4 } })
      status = 302
      expect(await run(id)).toMatchObject({ state: 'failed', fault: 'The address could not be read: it answered 302.' })
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })

  test('the command line adds, lists and runs, and says what was not taken', async () => {
    const file = path.join(folder, 'cli.csv')
    writeFileSync(file, csv([...many(30), { id: 'bad', community: '哪里' }]))
    // the server that had this work has gone
    await pool().query(`UPDATE leases SET expires_at = clock_timestamp() - interval '1 second' WHERE name = 'sources'`)
    const gridsight = (...args: string[]) => runCommand(sourcesCommand, args)
    const added = await gridsight(
      'add',
      'by hand',
      '--kind',
      'cunzhen',
      '--effect',
      'keep',
      '--hour',
      '3',
      '--map',
      Object.entries(MAPPING)
        .map((one) => one.join('='))
        .join(),
    )
    expect(added.error).toBeUndefined()
    const { text: tried } = await gridsight('run', 'by hand', '--dry-run', '--file', file)
    expect(tried).toContain('cli.csv: 31 rows read: 30 new, 0 changed')
    expect(tried).toMatch(/line 32, 行政村: unknown_place.*\nNothing was changed\.$/)
    expect((await gridsight('run', 'by hand')).text).toContain('30 new')
    expect((await gridsight('run', 'by hand')).text).toContain('0 new, 0 changed, 0 back, 30 as before, 1 rejected')
    expect((await gridsight('list')).text).toMatch(/by hand: households, keep, 30 records, 0 left, last run .* done, synced/)
    expect(await gridsight('add', 'x', '--map', 'name=户主')).toMatchObject({ exitCode: 2 })
    expect(await gridsight('add', 'x', '--of', 'events', '--kind', 'gridPlatform', '--effect', 'compare')).toMatchObject({ exitCode: 2 })
    await gridsight('add', 'cases', '--of', 'events', '--kind', 'gridPlatform', '--types', '纠纷=0101', '--crs', 'GCJ02')
    expect((await gridsight('list')).text).toContain('cases: events, keep, 0 records')
    expect((await gridsight('run', 'nobody')).error).toContain('There is no source nobody')
    await take()
  })

  test('what is taken away with the demonstration is new again', async () => {
    const id = await addSource(setUp('demo'), BY, { demo: true })
    await send(id, csv(many(5)))
    await run(id)
    await removeDemoPeople()
    expect(await households('demo')).toMatchObject({ here: 0 })
    expect(await run(id)).toMatchObject({ counts: { changed: 5 } })
    expect(await households('demo')).toMatchObject({ here: 5 })
  })
})
