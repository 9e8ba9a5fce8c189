import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { findViewer } from '@/lib/db/accounts/tokens'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { openPool, pool, setPool } from '@/lib/db/engine/pool'
import { writeSetting } from '@/lib/db/engine/settings'
import { getEvent, listEvents } from '@/lib/db/events/event-list'
import { saveEvents } from '@/lib/db/events/events'
import { readTypes } from '@/lib/db/ground/types'
import { readHead } from '@/lib/db/log/log'
import { openLive } from '@/lib/live/live'
import { type CliRun, gridsight } from '@/lib/testing/cli'
import { copyDataFolder } from '@/lib/testing/database'
import { encodeText } from '@/lib/testing/map-files'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'

let folder = ''
let env: Record<string, string> = {}
let stop: () => Promise<void> = async () => {}

// The commands find the engine that runs on the data folder, as they do beside a server.
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gridsight-cli-'))
  const dataDir = await copyDataFolder()
  const engine = await startEmbedded({ dataDir })
  setPool(openPool(engine.url))
  env = { DATA_DIR: dataDir }
  stop = async () => {
    await pool().end()
    setPool(null)
    await engine.stop()
    rmSync(dataDir, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
  await saveSmallCounty()
})
afterAll(() => stop())

test('days are added to the calendar from a file, all or none', async () => {
  const file = path.join(folder, 'calendar.csv')
  writeFileSync(file, 'date,kind,name\n2027-01-01,休,元旦\n2027-01-04,班,不是周末\n')
  const refused = await gridsight(['calendar', 'import', file], env)
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('line 3: 2027-01-04 is no weekend') })
  writeFileSync(file, 'date,kind,name\n2027-01-01,休,元旦\n2027-01-02,班,元旦\n')
  expect(await gridsight(['calendar', 'import', file], env)).toMatchObject({ code: 0, err: '' })
  const { code, out } = await gridsight(['calendar', 'list', '--json'], env)
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ days: [{ date: '2027-01-01' }, { date: '2027-01-02', kind: 'workday' }] })
})

function file(name: string, content: string): string {
  const full = path.join(folder, name)
  writeFileSync(full, content)
  return full
}

const run = (...args: string[]) => gridsight(args, env)
/** One sentence (or a few lines), on stderr, without a stack. */
function expectComplaint({ code, out, err }: CliRun, exitCode: number, message: RegExp) {
  expect(out).toBe('')
  expect(err).toMatch(message)
  expect(err).not.toMatch(/\n\s+at /)
  expect(code).toBe(exitCode)
}

describe('help and wrong usage', () => {
  test('every command explains itself', async () => {
    const all = await run('--help')
    expect(all.code).toBe(0)
    for (const command of ['token', 'types', 'grids', 'events', 'replay', 'doctor']) expect(all.out).toContain(`  ${command} `)
    const some = await Promise.all([['token', 'create'], ['types', 'import'], ['replay']].map((command) => run(...command, '--help')))
    for (const { code, out } of some) {
      expect(code).toBe(0)
      expect(out).toMatch(/Usage: gridsight/)
      expect(out).toContain('--json')
    }
  })

  test.each([
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['token', 'create', '--name', 'x', '--role', 'emperor', '--within', '1'], /Allowed choices are screen, viewer/],
    [['token', 'create', '--name', 'x', '--role', 'viewer', '--within', 'north'], /grid codes are digits/],
    [['token', 'create', '--name', 'x', '--role', 'viewer', '--within', '1', '--expires', '2001-01-01'], /that time is past/],
    [['replay', 'x.csv', '--map', 'id=a', '--source', 's'], /lacks occurredAt/],
    [['doctor', '--everything'], /unknown option '--everything'/],
    [['doctor', '--figures', '--audit'], /cannot be used with/],
    ...['--figures', '--renew-log'].map((task): [string[], RegExp] => [
      ['doctor', task, '--kept', `1:${'0'.repeat(64)}`],
      /'--kept <sequence:hash>' cannot be used with/,
    ]),
  ])('%j ends with 2', async (args, message) => {
    expectComplaint(await run(...args), 2, message)
  })

  test('a setting that cannot be used, and a database that is not there, are one sentence', async () => {
    const [setting, database] = await Promise.all([
      gridsight(['doctor'], { ...env, PORT: 'many' }),
      gridsight(['doctor'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' }),
    ])
    expectComplaint(setting, 1, /^The setting PORT cannot be used.*\n$/)
    expectComplaint(database, 1, /^The database server at 127\.0\.0\.1:9 cannot be reached.*\n$/)
  })
})

describe('token', () => {
  test('create prints it once; list never does; revoke ends it', async () => {
    const made = await run('token', 'create', '--name', 'bus', '--role', 'reporter', '--within', '411324001', '--expires', '30d', '--json')
    expect(made.code).toBe(0)
    const { token, id } = z.object({ token: z.string(), id: z.string() }).parse(JSON.parse(made.out))
    expect(await findViewer(token)).toMatchObject({ id, name: 'bus', role: 'reporter', scope: { kind: 'grids', prefixes: ['411324001'] } })

    const [list, text] = await Promise.all([run('token', 'list', '--json'), run('token', 'list')])
    expect(list.out + text.out).not.toContain(token)
    expect(text.out).toMatch(new RegExp(`${id}  active .*reporter .*411324001 .*bus until 20`))
    expect(z.array(z.looseObject({ id: z.string(), state: z.string() })).parse(JSON.parse(list.out))).toContainEqual(
      expect.objectContaining({ id, state: 'active' }),
    )

    expect((await run('token', 'revoke', 'bus')).out).toBe('1 token revoked.\n')
    expectComplaint(await run('token', 'revoke', 'bus'), 1, /No active token has the id or name "bus"/)
  })

  test('sends as the sources that it is made for, or as its own name', async () => {
    const of = async (...more: string[]) => {
      const { out } = await run('token', 'create', '--name', 'hub', '--role', 'reporter', '--within', 'all', ...more, '--json')
      const { token, sources } = z.object({ token: z.string(), sources: z.array(z.string()) }).parse(JSON.parse(out))
      return [sources, (await findViewer(token))?.sources]
    }
    expect(await of('--source', '12345', '--source', '村振')).toEqual([
      ['12345', '村振'],
      ['12345', '村振'],
    ])
    expect(await of()).toEqual([['hub'], []])
    expectComplaint(await run('token', 'create', '--name', 'x', '--role', 'reporter', '--within', 'all', '--source', ' '), 2, /a source is a name/)
  })

  test('a scope without grids is remarked', async () => {
    const { code, err } = await run('token', 'create', '--name', 'far', '--role', 'viewer', '--within', '99')
    expect(code).toBe(0)
    expect(err).toMatch(/No grid has a code that begins with 99/)
  })
})

describe('types', () => {
  test('a file with bad rows changes nothing and names every one', async () => {
    const before = await readTypes()
    const bad = file('bad.csv', 'code,name,urgency,clock,sensitive\n0101,A,9,,\n,B,,,\n0102,C,2,hours,\n0103,D,,,perhaps\n0104,E,,,\n0104,F,,,\n')
    expectComplaint(
      await run('types', 'import', bad),
      1,
      /5 bad rows[\s\S]*line 2: urgency: "9"[\s\S]*line 3: it has no code[\s\S]*line 4: clock: "hours"[\s\S]*line 5: sensitive[\s\S]*line 7: the code 0104/,
    )
    expect(await readTypes()).toEqual(before)
  })

  test('derive writes a file that import takes, with defaults for the rest', async () => {
    const feed = file('feed.csv', 'id,type\n1,MED\n2,"FIRE, BRUSH"\n3,MED\n4,\n')
    const derived = await run('types', 'derive', feed, '--column', 'type')
    expect(derived.out).toBe('code,name\n"FIRE, BRUSH","FIRE, BRUSH"\nMED,MED\n')
    expectComplaint(await run('types', 'derive', feed, '--column', 'kind'), 1, /no column "kind"; it has id, type/)

    const full = file(
      'types.csv',
      `${derived.out}0101,邻里纠纷\n0409,,04,突出问题,2,1.5,urgent_hour,城管,是\n`.replace(
        'code,name\n',
        'code,name,classCode,className,urgency,limit,clock,lead,sensitive\n',
      ),
    )
    const { code, out } = await run('types', 'import', full, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ types: 4, retired: expect.arrayContaining(['0501']) })
    const types = new Map((await readTypes()).map(({ id: _id, ...type }) => [type.code, type]))
    expect([...types.keys()].sort()).toEqual(['0101', '0409', 'FIRE, BRUSH', 'MED'])
    expect(types.get('MED')).toEqual({
      code: 'MED',
      name: 'MED',
      classCode: '00',
      className: '未分类',
      urgency: 4,
      limit: 3,
      clock: 'working_day',
      lead: '',
      sensitive: false,
    })
    expect(types.get('0101')).toMatchObject({ classCode: '01', className: '矛盾纠纷' })
    expect(types.get('0409')).toMatchObject({ name: '0409', urgency: 2, limit: 1.5, clock: 'urgent_hour', lead: '城管', sensitive: true })
  })
})

describe('events import', () => {
  test('saves rows with their times, names the refused ones, and is repeatable', async () => {
    const feed = file(
      'events.csv',
      'no,when,kind,lon,lat\na1,2026-03-01 08:00,0101,112.203,33.003\na2,2026-03-01T09:30:00,0101,112.203,33.003\na3,2026-03-01 10:00,0101,12.5,50\na4,soon,0101,112.203,33.003\n',
    )
    const args = ['events', 'import', feed, '--map', 'id=no,occurredAt=when,type=kind,lon=lon,lat=lat', '--source', 'excel']
    const first = await run(...args)
    expect(first.code).toBe(0)
    expect(first.out).toMatch(/^4 messages = 2 accepted \+ 0 updated \+ 0 duplicates \+ 2 rejected \(invalid 1, outside_area 1\)\n/)
    expect(first.out).toMatch(/line 4 \(a3\): outside_area/)
    expect(first.out).toMatch(/line 5: invalid, occurredAt is no time: "soon"/)
    const again = await run(...args, '--json')
    expect(JSON.parse(again.out)).toMatchObject({ messages: 4, accepted: 0, duplicates: 2, balanced: true })

    const { events } = await listEvents(viewer('supervisor'), {})
    expect(events.map((e) => [e.externalId, e.occurredAt, e.receivedAt, e.source])).toEqual([
      ['a2', '2026-03-01T01:30:00.000Z', '2026-03-01T01:30:00.000Z', 'excel'],
      ['a1', '2026-03-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z', 'excel'],
    ])
  })
})

test('retention counts what its rules would take, and changes nothing', async () => {
  await writeSetting('retention', { photosDays: null, personalDays: 30, sessionsDays: null, auditDays: 180, active: true })
  const [days, hour] = [86_400_000, 3_600_000]
  const old = event({
    occurredAt: new Date(NOW - 900 * days).toISOString(),
    handledAt: new Date(NOW - 900 * days + hour).toISOString(),
    reporter: '王小明',
  })
  await saveEvents([old], { viewer: viewer(), now: NOW })
  expect((await run('retention')).out).toMatch(/Nothing was counted yet/)
  const { code, out } = await run('retention', '--dry-run')
  expect(code).toBe(0)
  expect(out).toMatch(/1 ended events with personal fields, older than 30 days\n {2}0 rows of the audit, older than 180 days/)
  expect(JSON.parse((await run('retention', '--dry-run', '--json')).out)).toMatchObject({ plan: { counts: { personal: 1, photos: 0 } } })
  expect((await getEvent(viewer('dispatcher'), old.id))?.reporter).toBe('王*')
})

describe('doctor', () => {
  test('says what the database is, recounts, and renews the log', async () => {
    const { logId, revision } = await readHead()
    await pool().query(`INSERT INTO log_readers (name, log_id, revision) VALUES ('evaluator', $1, 0)`, [logId])
    const [health, figures] = await Promise.all([run('doctor'), run('doctor', '--figures', '--json')])
    expect(health.code).toBe(0)
    expect(health.out).toMatch(new RegExp(`^readers {5}evaluator at revision 0, ${revision} changes behind`, 'm'))
    expect(health.out).toMatch(/^engine {6}embedded PostGIS/)
    expect(health.out).toMatch(/PostGIS 3/)
    expect(figures.code).toBe(0)
    expect(JSON.parse(figures.out)).toMatchObject({ differences: [] })
    const before = await readHead()
    const renewed = await run('doctor', '--renew-log')
    expect(renewed.code).toBe(0)
    expect((await readHead()).logId).not.toBe(before.logId)
    expect((await readHead()).revision).toBe(before.revision)
  })

  test('prints differences and fails when the board is not what the events say', async () => {
    await saveEvents([event()], { viewer: viewer(), now: NOW })
    await (await openLive({ warn: () => {} })).saveCheckpoint()
    await pool().query('UPDATE events SET handled_at = now() WHERE number = (SELECT min(number) FROM events)')
    const { code, out, err } = await run('doctor', '--figures')
    expect(out).toMatch(/differences at revision/)
    expect(err).toMatch(/not what the events say/)
    expect(code).toBe(1)
  })
})

describe('replay', () => {
  const args = ['--map', 'id=no,occurredAt=when,type=kind,lon=lon,lat=lat', '--source', 's']
  test('needs a token, a file and its columns', async () => {
    const feed = file('replay.csv', 'no,when,kind,lon\n')
    const [token, missing, column] = await Promise.all([
      run('replay', feed, ...args),
      run('replay', path.join(folder, 'nothing.csv'), ...args, '--dry-run'),
      run('replay', feed, ...args, '--dry-run'),
    ])
    expectComplaint(token, 2, /A token is needed/)
    expectComplaint(missing, 1, /There is no file .*nothing\.csv/)
    expectComplaint(column, 1, /has no column "lat"/)
  })

  test('a dry run reads everything and needs no server, also from standard input', async () => {
    const { code, out } = await gridsight(
      ['replay', '-', ...args, '--dry-run', '--json'],
      env,
      'no,when,kind,lon,lat\n1,2026-01-01,A,1,2\n1,2026-01-02,B,1,2\n2,x,A,1,2\n',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ messages: 3, events: 1, types: 2, unreadable: 1 })
  })

  test('standard input of another encoding is named, not read as something else', async () => {
    const rows = encodeText('no,when,kind,lon,lat\n1,2026-01-01,占道经营,1,2\n', 'gbk')
    const [guessed, named] = await Promise.all([
      gridsight(['replay', '-', ...args, '--dry-run'], env, rows),
      gridsight(['events', 'import', '-', '--map', 'id=no,occurredAt=when,type=kind,lon=lon,lat=lat', '--source', 's', '--dry-run'], env, rows),
    ])
    for (const one of [guessed, named]) expectComplaint(one, 1, /Standard input is no UTF-8 text .* name its encoding, such as --encoding gb18030/)
  })
})
