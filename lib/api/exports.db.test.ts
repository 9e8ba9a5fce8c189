import { randomBytes, randomUUID } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccount } from '@/lib/db/accounts/accounts'
import { createToken } from '@/lib/db/accounts/tokens'
import { writeAlerts } from '@/lib/db/alerts/write-alerts'
import { listAudit, writeAudits } from '@/lib/db/audit/audit'
import { saveTemplate } from '@/lib/db/duties/duty-templates'
import { makeDueItems } from '@/lib/db/duties/make-items'
import { changeRoster } from '@/lib/db/duty/roster'
import { pool, transaction } from '@/lib/db/engine/pool'
import { listEvents } from '@/lib/db/events/event-list'
import { saveEvents } from '@/lib/db/events/events'
import { countUpTo } from '@/lib/db/events/list-count'
import type { EventFilter } from '@/lib/db/events/list-filter'
import { findLink, makePosterLinks } from '@/lib/db/links/links'
import { takeLease } from '@/lib/db/log/leases'
import { lockHead } from '@/lib/db/log/log'
import { savePeople } from '@/lib/db/people/people-write'
import { saveSubmission } from '@/lib/db/submissions/submissions'
import type { Role } from '@/lib/domain/access'
import type { AlertRecord } from '@/lib/domain/alert-record'
import { STRANGER } from '@/lib/domain/audit'
import { DAY_MS, HOUR_MS, stampOf } from '@/lib/domain/clock'
import { DutyIn, DutyTemplates } from '@/lib/domain/duty'
import { DutyItemDetail, DutyItems } from '@/lib/domain/duty-item'
import type { ExportIn } from '@/lib/domain/export'
import { NO_LADDER } from '@/lib/domain/ladder'
import { setLive, startLive } from '@/lib/live/live'
import { setRuntime } from '@/lib/live/runtime'
import { expectProblem, read } from '@/lib/testing/answers'
import { describeEachEngine } from '@/lib/testing/database'
import { testRuntime } from '@/lib/testing/runtime'
import { event, NOW, saveSmallCounty, spot, viewer } from '@/lib/testing/small-county'
import { readFigures } from './figures'
import { answer } from './routes'

const SOURCES = ['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', '逗号,引号"和\n换行', '普通', '<b>&'] as const
const all = viewer('supervisor')

describeEachEngine('exports', () => {
  let stop: () => void = () => {}
  beforeAll(async () => {
    await saveSmallCounty()
    setRuntime(testRuntime())
    const live = await startLive()
    stop = live.onChanges(() => {})
    const rows = Array.from({ length: 64 }, (_, i) =>
      event({
        type: ['0101', '0102', '0402', '0501'][i % 4] ?? '',
        position: spot(i % 8, Math.floor(i / 8) % 4),
        source: SOURCES[i % SOURCES.length],
        title: '标题13812345678',
        handledAt: i % 5 === 0 ? new Date(NOW - 1_000).toISOString() : null,
      }),
    )
    await saveEvents(rows, { viewer: viewer(), now: NOW })
    await live.catchUp()
  })
  afterAll(() => {
    stop()
    setLive(null)
    setRuntime(null)
  })

  const make = async (role: Role, wanted: Partial<ExportIn>) => {
    const { token } = await createToken({ name: `${role} 甲`, role, scope: { kind: 'grids', prefixes: [''] }, expiresAt: null })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ list: 'events', format: 'csv', ...wanted })
    return answer(new Request('http://localhost/api/exports', { method: 'POST', headers, body }))
  }
  const csvOf = async (role: Role, query: string) => {
    const text = Buffer.from(await (await make(role, { query })).arrayBuffer()).toString()
    expect(text.startsWith('\ufeff')).toBe(true)
    const lines: string[][] = parse(text.slice(1).replace(/# [^\r\n]*\r\n$/, ''))
    return { head: lines[0] ?? [], rows: lines.slice(1), mark: /# ([^\r\n]*)\r\n$/.exec(text)?.[1] ?? '' }
  }

  it('hold the rows of the list in its order, whatever it is filtered by, and say who made them, when, and by which number', async () => {
    const before = Date.now()
    const lists: [query: string, filter: EventFilter][] = [
      ['status=open&order=urgent', { status: 'open', order: 'urgent' }],
      ['type=0501&order=oldest', { type: ['0501'], order: 'oldest' }],
      ['', {}],
    ]
    for (const [query, filter] of lists) {
      const { head, rows, mark } = await csvOf('supervisor', query)
      const { events } = await listEvents(all, { ...filter, limit: 1_000 })
      expect(head.slice(0, 3)).toEqual(['编号', '类型', '大类'])
      expect(head).not.toContain('标题')
      expect(rows.map(([number]) => number)).toEqual(events.map(({ caseNumber }) => caseNumber))
      const [audit] = await listAudit({ action: 'export.made', limit: 1 })
      expect(mark).toBe(`supervisor 甲 ${stampOf(Date.parse(audit?.at ?? ''))} ${audit?.object?.id}`)
      expect(audit?.detail).toMatchObject({ list: 'events', format: 'csv', query, count: events.length })
      expect(Date.parse(audit?.at ?? '')).toBeGreaterThanOrEqual(before - 1_000)
    }
  })

  it('hold no cell that a table program would compute, and every text as it was otherwise', async () => {
    const { head, rows } = await csvOf('supervisor', '')
    const sources = new Set(rows.map((row) => row[head.indexOf('来源')] ?? ''))
    expect([...sources].filter((text) => /^[=+\-@\t\r\n]/.test(text))).toEqual([])
    expect(sources).toEqual(new Set(SOURCES.map((text) => (/^[=+\-@\t]/.test(text) ? `'${text}` : text))))
  })

  it('are the same as a workbook, whose texts are texts', async () => {
    const file = Buffer.from(await (await make('supervisor', { format: 'xlsx', query: 'status=open' })).arrayBuffer())
    const sheet = await readSheet(file)
    const { head, rows } = await csvOf('supervisor', 'status=open')
    const texts = sheet.map((row) => row.map((cell) => (cell === null ? '' : String(cell).trim())))
    const withoutMark = (row: readonly string[]) => row.map((cell) => cell.replace(/^'/, '').trim())
    expect(texts).toEqual([head, ...rows.map(withoutMark)])
    const xml = strFromU8(unzipSync(file)['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    expect(xml).not.toContain('<f>')
    expect(xml).toMatch(/<oddHeader>&amp;C事件清单<\/oddHeader><oddFooter>&amp;Lsupervisor 甲 /)
  })

  it('hold of the rows that were chosen those that the list holds, for whoever may see them, and say in the audit which', async () => {
    const { events } = await listEvents(all, { status: 'open', order: 'urgent', limit: 1_000 })
    const handled = (await listEvents(all, { status: 'handled', limit: 1 })).events
    const open = events.filter((_, i) => i % 7 === 0)
    const chosen = [...open, ...handled].reverse()
    const only = chosen.map(({ number }) => number)
    const numbersFor = async (role: Role, query: string, wanted: Partial<ExportIn> = { only }) => {
      const text = Buffer.from(await (await make(role, { query, ...wanted })).arrayBuffer()).toString()
      const lines: string[][] = parse(text.slice(1).replace(/# [^\r\n]*\r\n$/, ''))
      return lines.slice(1).map(([number]) => number)
    }
    expect(await numbersFor('supervisor', 'status=open&order=urgent')).toEqual(open.map(({ caseNumber }) => caseNumber))
    expect((await listAudit({ action: 'export.made', limit: 1 }))[0]?.detail).toMatchObject({ count: open.length, only })
    expect(new Set(await numbersFor('supervisor', ''))).toEqual(new Set(chosen.map(({ caseNumber }) => caseNumber)))
    const plain = chosen.filter(({ type }) => type !== '0102')
    expect(plain.length).toBeLessThan(chosen.length)
    expect(new Set(await numbersFor('viewer', ''))).toEqual(new Set(plain.map(({ caseNumber }) => caseNumber)))
    await expectProblem(await make('supervisor', { list: 'people', only }), 400, 'invalid')
    await expectProblem(await make('supervisor', { only: [] }), 400, 'invalid')
  })

  it('hold sensitive events only for those who see all of them', async () => {
    const types = async (role: Role) => new Set((await csvOf(role, '')).rows.map((row) => row[1]))
    expect(await types('dispatcher')).toContain('婚姻家庭纠纷')
    for (const role of ['viewer', 'operator', 'administrator', 'auditor'] as const)
      expect(await types(role)).toEqual(new Set(['邻里纠纷', '燃气泄漏', '暴露垃圾']))
  })

  it('hold what people wrote only for a person with a fresh code, and a refusal is on record', async () => {
    await expectProblem(await make('supervisor', { words: true }), 403, 'forbidden')
    expect((await listAudit({ action: 'export.refused', limit: 1 }))[0]).toMatchObject({
      result: 'refused',
      detail: { words: true, code: 'forbidden' },
    })
  })

  it('hold members and households for those who read about people, and who they are not without a code', async () => {
    await savePeople(
      [{ externalId: 'm1', name: '张三', phone: '13812345678', idNumber: null, employer: '物业', posts: [{ grid: '411324001101', kind: 'member' }] }],
      { source: 'test' },
    )
    const csv = async (list: ExportIn['list'], role: Role = 'supervisor') => make(role, { list })
    const text = Buffer.from(await (await csv('people')).arrayBuffer()).toString()
    expect(text).toMatch(/^\ufeff任职,网格编码,单位,联系户数\r\n1街道 411324001101社区 网格员,411324001101,物业,0\r\n# /)
    expect(Buffer.from(await (await csv('households')).arrayBuffer()).toString()).toMatch(/^\ufeff地点,网格编码,人数\r\n# /)
    await expectProblem(await csv('people', 'viewer'), 403, 'forbidden')
    await expectProblem(await make('supervisor', { list: 'people', words: true }), 403, 'forbidden')
    // by surname they are of one community, also beside a node of the service tree, as their lists are
    for (const query of ['surname=张', 'service=F1&surname=张', 'within=411324001&service=F1&surname=张'])
      await expectProblem(await make('supervisor', { list: 'households', query }), 400, 'invalid')
    await expectProblem(await make('supervisor', { list: 'people', query: 'surname=张' }), 400, 'invalid')
    expect((await make('supervisor', { list: 'people', query: 'within=411324001101&surname=张' })).status).toBe(200)
    expect((await listAudit({ action: 'export.made', limit: 1 }))[0]?.detail).toMatchObject({ query: 'within=411324001101&surname=张', count: 1 })
  })

  it('hold items about posts by post and grid, as lists do; a part of a name is told of one item alone, and audited', async () => {
    const requestId = randomUUID()
    const [begins] = stampOf(Date.now()).split(' ')
    const wanted = { subjects: { kind: 'posts', post: 'member' }, cadence: 'monthly', dueDay: -1, crew: [], fields: [], findings: false, begins }
    await saveTemplate(
      { viewer: viewer(), address: null },
      requestId,
      DutyIn.parse({ ...wanted, requestId, name: '入户走访', within: '411324001101' }),
    )
    const fence = await takeLease('duties', randomUUID(), 600_000)
    if (!fence) throw new Error('somebody else has the lease')
    await makeDueItems(fence, Date.now())
    const get = async (role: Role, at: string, prefix = '') => {
      const { token } = await createToken({ name: role, role, scope: { kind: 'grids', prefixes: [prefix] }, expiresAt: null })
      return answer(new Request(`http://localhost${at}`, { headers: { authorization: `Bearer ${token}` } }))
    }
    const list = async (role: Role) => (await read(await get(role, `/api/duties/items?template=${requestId}`), DutyItems)).items
    const before = await listAudit({ action: 'person.read', limit: 200 })
    for (const role of ['supervisor', 'viewer'] as const) {
      // the last days of a month have the items of the next one too
      const names = new Set((await list(role)).flatMap(({ subject }) => [subject.name, subject.nameEn]))
      expect([...names]).toEqual(['411324001101社区 网格员', expect.stringMatching(/^[^*]*, Member$/)])
      const text = Buffer.from(await (await make(role, { list: 'duties', query: `template=${requestId}` })).arrayBuffer()).toString()
      expect(text).toContain('411324001101社区 网格员,')
      expect(text).not.toMatch(/张|\*/)
    }
    expect(await listAudit({ action: 'person.read', limit: 200 })).toEqual(before)
    const [{ id, subject } = { id: '', subject: { key: '' } }] = await list('supervisor')
    const one = await read(await get('supervisor', `/api/duties/items/${id}`), DutyItemDetail)
    expect(one.item.subject.name).toBe('411324001101社区 网格员 张*')
    expect((await listAudit({ action: 'person.read', limit: 1 }))[0]).toMatchObject({ object: { id }, detail: { ids: [subject.key] } })
    expect((await read(await get('viewer', `/api/duties/items/${id}`), DutyItemDetail)).item.subject.name).toBe('411324001101社区 网格员')
    // the template is of a community: another street is told nothing of it
    const told = async (prefix: string) =>
      (await read(await get('viewer', '/api/duties', prefix), DutyTemplates)).templates.some(({ name }) => name === '入户走访')
    expect([await told('411324001'), await told('411324001101001'), await told('411324002')]).toEqual([true, true, false])
    await expectProblem(await get('viewer', `/api/duties/${requestId}`, '411324002'), 404, 'not_found')
  })

  it('hold the figures of a page as it compares them, for whoever is told them', async () => {
    const query = `from=${encodeURIComponent(new Date(NOW - 20 * DAY_MS).toISOString())}&to=${encodeURIComponent(new Date(NOW + HOUR_MS).toISOString())}`
    const text = Buffer.from(await (await make('supervisor', { list: 'figures', query })).arrayBuffer()).toString()
    const lines: string[][] = parse(text.slice(1).replace(/# [^\r\n]*\r\n$/, ''))
    const [head = [], ...rows] = lines
    const column = (name: string) => head.indexOf(name)
    const figures = await readFigures(all, { from: new Date(NOW - 20 * DAY_MS).toISOString(), to: new Date(NOW + HOUR_MS).toISOString() })
    const line = (grid: string, figure: string) => rows.find((row) => row[column('网格编码')] === grid && row[column('指标')] === figure)
    const { handledRate, score } = figures.total
    expect(line('', '办结率')).toEqual(
      expect.arrayContaining([
        String(handledRate.numerator),
        String(handledRate.denominator),
        (100 * (handledRate.value ?? 0)).toFixed(2).replace(/\.?0+$/, ''),
      ]),
    )
    expect(Number(line('', '综合评价')?.[column('95% 区间下限')])).toBeCloseTo(100 * (score.low ?? 0), 1)
    for (const { grid, figures: own } of figures.areas)
      expect(line(grid, '办结率')?.slice(column('分子'), column('分母') + 1)).toEqual([
        String(own.handledRate.numerator),
        String(own.handledRate.denominator),
      ])
    expect((await listAudit({ action: 'export.made', limit: 1 }))[0]?.detail).toMatchObject({ list: 'figures', count: rows.length })
    await expectProblem(await make('supervisor', { list: 'figures', query: 'within=999' }), 404, 'not_found')
  })

  it('hold alerts as their list tells them: those of sensitive types for who sees such events, nobody by name, and as many as are asked for', async () => {
    const alert = (grid: string, of: Partial<AlertRecord>): AlertRecord => ({
      ...{ id: randomUUID(), revision: 0, rule: { id: 'overdue', version: 3, kind: 'overdue', name: '超期事件' }, stream: '0501', types: ['0501'] },
      ...{ sensitive: false, colour: 'yellow', state: 'firing', startedAt: NOW, updatedAt: NOW, clearedAt: null, endsAt: null, endedAt: null },
      ...{ members: [{ number: 1, grid, status: 'holds' }], endedBy: null, mergedInto: null, follows: null, acknowledged: null },
      ...{ assigned: null, escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record: null },
      ...of,
    })
    const acknowledged = { id: 'p1', name: '王五', at: NOW - HOUR_MS / 2 }
    const verdict = { ...acknowledged, value: 'false' } as const
    const over = { state: 'resolved', startedAt: NOW - HOUR_MS, endedAt: NOW, endedBy: 'person', verdict } as const
    const alerts = [
      alert('411324001101001', {}),
      alert('411324002101001', { ...over, acknowledged }),
      alert('411324001101002', { sensitive: true, types: ['0102'], stream: '0102', startedAt: NOW - 2 * HOUR_MS }),
    ]
    await transaction(async (tx) =>
      writeAlerts(
        tx,
        await lockHead(tx),
        alerts.map((one) => ({ alert: one, steps: [] })),
        { now: NOW },
      ),
    )
    const rowsOf = async (role: Role, query: string) => {
      const text = Buffer.from(await (await make(role, { list: 'alerts', query })).arrayBuffer()).toString()
      expect(text).not.toContain('王五')
      return parse(text.slice(1).replace(/# [^\r\n]*\r\n$/, ''), { columns: true }) as Record<string, string>[]
    }
    const ids = (rows: Record<string, string>[]) => rows.map((row) => row.预警号)
    expect(ids(await rowsOf('supervisor', ''))).toEqual(alerts.map(({ id }) => id))
    expect(ids(await rowsOf('viewer', ''))).toEqual(alerts.slice(0, 2).map(({ id }) => id))
    expect(ids(await rowsOf('supervisor', 'within=411324001&state=firing'))).toEqual([alerts[0]?.id, alerts[2]?.id])
    const [row] = await rowsOf('supervisor', 'state=resolved')
    expect(row).toMatchObject({
      级别: '黄 III',
      规则: '超期事件 v3',
      类型: '暴露垃圾',
      状态: '已解除',
      解除方式: '人工解除',
      定性: '误报',
      数量: '1',
    })
    const english = Buffer.from(
      await (await make('supervisor', { list: 'alerts', language: 'en', query: 'state=resolved' })).arrayBuffer(),
    ).toString()
    const cells: string[][] = parse(english.slice(1).replace(/# [^\r\n]*\r\n$/, ''))
    expect(cells[1]?.slice(1, 3)).toEqual(['Yellow III', 'Overdue v3'])
    expect([row?.签收时间, row?.解除时间]).toEqual([stampOf(acknowledged.at), stampOf(NOW)])
    expect((await listAudit({ action: 'export.made', limit: 1 }))[0]?.detail).toMatchObject({ list: 'alerts', count: 1 })
  })

  it('hold the lists of the office for whoever reads these, by their filters, and nobody in them by name', async () => {
    const by = { actor: { id: 'cli', name: 'root', role: null }, address: null }
    const scope = { kind: 'grids' as const, prefixes: ['411324001'] }
    const made = await createAccount({ username: 'chen', name: '陈六', role: 'dispatcher', scope, password: 'Right-password-1' }, by)
    const begins = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS
    const shift = { id: randomUUID(), begins, ends: begins + HOUR_MS, officer: { name: '陈六', account: null }, leader: null }
    await changeRoster(all, { shifts: [shift] }, { now: Date.now(), address: null })
    await writeAudits(
      pool(),
      [1, 2, 3].map((i) => ({ actor: { id: `p${i}`, name: '陈六', role: 'viewer' }, action: 'alert.acted', reason: '=1+1' })),
    )
    const [link] = await makePosterLinks(viewer('administrator'), ['411324001101'], { until: null, address: null })
    const found = await findLink(link?.secret ?? '', 'report')
    if (!found) throw new Error('no link')
    const sent = {
      id: randomUUID(),
      follow: randomBytes(32).toString('base64url'),
      occurredAt: new Date().toISOString(),
      words: '=一堆',
      type: '0501',
    }
    await saveSubmission(
      found,
      { ...sent, contact: '13812345678' },
      { grid: '411324001101', perDay: 9, now: Date.now(), by: { actor: STRANGER, address: null } },
    )
    const rowsOf = async (list: ExportIn['list'], role: Role, query = '') => {
      const text = Buffer.from(await (await make(role, { list, query })).arrayBuffer()).toString()
      // three digits alone may stand in any id
      expect(text).not.toMatch(/陈六|138(\*|1234)|一堆|1\+1/)
      return parse(text.slice(1).replace(/# [^\r\n]*\r\n$/, ''), { columns: true }) as Record<string, string>[]
    }
    const acted = await rowsOf('audit', 'auditor', 'action=alert.acted')
    expect(acted.map(({ 操作, 身份 }) => [操作, 身份])).toEqual(Array(3).fill(['alert.acted', '查看']))
    expect(Object.keys(acted[0] ?? {})).not.toContain('理由')
    // what was made before is in it, that it is made now is not
    const exportsMade = (await listAudit({ action: 'export.made', limit: 1_000 })).length
    expect(await rowsOf('audit', 'administrator', 'action=export.made')).toHaveLength(exportsMade)
    expect((await rowsOf('accounts', 'administrator'))[0]).toMatchObject({ 账号编号: made.account.id, 身份: '派单员', 范围: '411324001', 停用: '否' })
    const span = (from: number) => `from=${new Date(from).toISOString()}&to=${new Date(from + DAY_MS).toISOString()}`
    expect(await rowsOf('roster', 'viewer', span(begins))).toMatchObject([{ 上班: stampOf(begins), 已排值班员: '是', 已排带班领导: '否' }])
    expect(await rowsOf('roster', 'viewer', span(begins + DAY_MS))).toEqual([])
    expect((await rowsOf('submissions', 'dispatcher')).map(({ 状态, 网格编码 }) => [状态, 网格编码])).toEqual([['待接收', '411324001101']])
    expect(await rowsOf('submissions', 'dispatcher', 'state=refused')).toEqual([])
    expect(await rowsOf('reports', 'viewer', 'kind=daily')).toEqual([])
    await expectProblem(await make('supervisor', { list: 'audit' }), 403, 'forbidden')
    await expectProblem(await make('supervisor', { list: 'accounts' }), 403, 'forbidden')
    await expectProblem(await make('viewer', { list: 'submissions' }), 403, 'forbidden')
    await expectProblem(await make('administrator', { list: 'accounts', words: true }), 403, 'forbidden')
  })

  it('are refused to screens and for a query that is none, and rows are counted only as far as they may be exported', async () => {
    await expectProblem(await make('screen', {}), 403, 'forbidden')
    await expectProblem(await make('viewer', { query: 'status=gone' }), 400, 'invalid')
    expect(await countUpTo(all, {}, 7)).toBe(7)
    expect(await countUpTo(all, {}, 1_000)).toBe(64)
  })
})
