import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { afterAll, describe, expect, it, test } from 'vitest'
import { encodeText } from '@/lib/testing/map-files'
import { makeWorkbook } from '@/lib/testing/workbook'
import { LOST_DIGITS } from './row'
import { openTable, type TableOptions } from './table'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-tables-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content)
  return path.join(folder, name)
}
async function read(name: string, columns: string[] = [], options: TableOptions = {}) {
  const table = await openTable(name, columns, options)
  const rows = []
  for await (const row of table.rows) rows.push(row)
  return { header: table.header, rows }
}
const sentence = (promise: Promise<unknown>) =>
  promise.then(
    () => 'read',
    (error: unknown) => (error instanceof Error && error.name === 'FileError' ? error.message : `not foreseen: ${error}`),
  )

describe('CSV', () => {
  const text = '编号,类型,内容\n001,噪音,"楼上,\n很吵"\n002,占道,\n'
  const rows = [
    { line: 3, values: { 编号: '001', 类型: '噪音', 内容: '楼上,\n很吵' } },
    { line: 4, values: { 编号: '002', 类型: '占道', 内容: '' } },
  ]
  test.each<[string, string, Uint8Array]>([
    ['UTF-8', 'a.csv', encodeText(text, 'utf-8')],
    ['UTF-8 with its mark', 'b.csv', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), encodeText(text, 'utf-8')])],
    ['GBK', 'c.csv', encodeText(text, 'gbk')],
    ['GBK, packed', 'd.csv.gz', gzipSync(encodeText(text, 'gbk'))],
    [
      'UTF-16, as Excel’s "Unicode text"',
      'e.txt',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text.replace(/,(?!\n)/g, '\t').replace('占道,', '占道\t'), 'utf16le')]),
    ],
    ['semicolons and CRLF', 'f.csv', Buffer.from(text.replace(/,(?!\n很)/g, ';').replaceAll(/\n(?!很)/g, '\r\n'))],
  ])('in %s', async (_, name, bytes) => {
    expect((await read(file(name, bytes), ['编号'])).rows).toEqual(rows)
  })

  it('trusts no row with more cells than the header, and takes empty ones beyond it for nothing', async () => {
    const name = file('more.csv', 'id,title,reporter\n1,垃圾,很多,李四\n2,垃圾,李四,,\n')
    const { rows } = await read(name, ['id'])
    expect(rows.map(({ line, fault }) => [line, fault?.column, fault?.message.includes('more cells than the header')])).toEqual([
      [2, 'reporter', true],
      [3, undefined, undefined],
    ])
  })

  describe('whose rows have other cells than the header', () => {
    const faults = async (name: string, lines: readonly string[]) => {
      const { rows } = await read(file(name, ['id,title,reporter', ...lines, ''].join('\n')), ['id'])
      return rows.flatMap(({ line, fault }) => (fault ? [`${line} ${fault.message.split(' ')[1]}`] : []))
    }
    const full = (n: number) => `${n},占道,王五`

    it('trusts none that is shifted onto an empty last cell', async () => {
      expect(await faults('shifted.csv', [full(1), '2,垃圾,很多,', full(3)])).toEqual(['3 more'])
      expect(await faults('shifted-last.csv', [full(1), '2,垃圾,很多,'])).toEqual(['3 more'])
      // a separator after every row, and what Excel writes around a remark beyond the header
      expect(await faults('habit.csv', [`${full(1)},`, '2,垃圾,,', `${full(3)},`])).toEqual([])
      expect(await faults('remark.csv', [full(1), `${full(2)},`, `${full(3)},见附件`, `${full(4)},`, full(5)])).toEqual(['4 more'])
    })

    it('trusts none of a line that is broken where empty last cells are written', async () => {
      expect(await faults('broken.csv', ['1,垃圾,', '2,垃圾', '很多,李四', full(3)])).toEqual(['3 fewer', '4 fewer'])
    })

    it('takes empty last cells that are left out: everywhere, by Excel for 16 lines at once, and at the end', async () => {
      const short = (n: number) => Array.from({ length: n }, (_, i) => `${i},垃圾`)
      expect(await faults('trimmed.csv', [full(1), '2,垃圾', full(3), '4'])).toEqual([])
      expect(await faults('excel.csv', ['1,垃圾,', ...short(16), full(3), ...short(3)])).toEqual([])
      expect(await faults('no-excel.csv', ['1,垃圾,', ...short(15), full(3)])).toHaveLength(15)
    })
  })

  it('turns to GB18030 wherever the first Chinese character is', async () => {
    const bytes = encodeText(`id,name\n${'1,plain\n'.repeat(20_000)}2,涅阳街道\n`, 'gbk')
    const { rows } = await read(file('late.csv', bytes), ['id'])
    expect([rows.length, rows.at(-1)?.values]).toEqual([20_001, { id: '2', name: '涅阳街道' }])
  })

  it.each([';', '\t'])('tells its cells apart by %j below a title that has none', async (separator) => {
    const lines = ['镇平县工单明细', '', 'id;t;words', '1;2026-03-01;a, b, c', '2;2026-03-02;"x;y"'].map((line) =>
      line.replaceAll(/;(?!y)/g, separator),
    )
    const { rows } = await read(file('titled.csv', lines.join('\n')), ['id', 'words'])
    expect(rows.map(({ values }) => values)).toEqual([
      { id: '1', t: '2026-03-01', words: 'a, b, c' },
      { id: '2', t: '2026-03-02', words: 'x;y' },
    ])
  })

  it('judges its separator by no line of a quoted text that has come by half', async () => {
    const note = `"${'第一行, 第二行\n'.repeat(20_000)}"`
    const { rows } = await read(file('noted.csv', `镇平县工单明细\n${note}\nid;words\n1;a, b\n`), ['id', 'words'])
    expect(rows.map(({ values }) => values)).toEqual([{ id: '1', words: 'a, b' }])
  })

  it('finds its header below a title, or in the row asked for', async () => {
    const name = file('title.csv', '12345工单明细,,\n2026年11月,,\n编号,类型,内容\n001,噪音,x\n')
    expect(await read(name, ['类型', '编号'])).toEqual({
      header: ['编号', '类型', '内容'],
      rows: [{ line: 4, values: { 编号: '001', 类型: '噪音', 内容: 'x' } }],
    })
    expect((await read(name, [], { headerRow: 3 })).header).toEqual(['编号', '类型', '内容'])
    const twice = file('twice.csv', 'id,date,date,n\n1,2,3,4,5\n')
    expect(await sentence(read(twice, ['id', 'date']))).toMatch(/twice\.csv has the column "date" twice; its header is id, date, date, n\.$/)
    // one that nobody asks for may be there as often as it likes
    expect((await read(twice, ['id'])).rows).toHaveLength(1)
    const strictly = { strict: true }
    expect(await sentence(read(twice, ['id'], strictly))).toMatch(/twice\.csv, line 2: cell 5 has "5", and the header has only 4 columns\.$/)
    expect((await read(file('comma.csv', 'id,n\n1,2,,\n'), ['id'], strictly)).rows).toHaveLength(1)
    expect(await sentence(read(name, ['编号', '时间']))).toMatch(/title\.csv has no column "时间"; it has 编号, 类型, 内容\.$/)
  })

  test.each<[string, string, Uint8Array, RegExp]>([
    ['an empty file', 'empty.csv', new Uint8Array(), /empty\.csv is empty: it has not even a header/],
    ['one without line ends', 'lineless.csv', Buffer.alloc(1_200_000, '1,x '), /lineless\.csv has no line end in its first million characters/],
    ['a quotation mark that nobody closed', 'quote.csv', Buffer.from('a,b\n1,"x\n2,y\n'), /a quotation mark in it is not closed/],
    [
      'neither encoding',
      'other.csv',
      Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xff, 0x0a]),
      /neither UTF-8 nor GB18030 text: name its encoding by --encoding/,
    ],
    ['a damaged .gz', 'cut.csv.gz', gzipSync('a,b\n1,2\n').subarray(0, 15), /cut\.csv\.gz|unexpected end of file/],
  ])('%s is one sentence', async (_, name, bytes, message) => {
    expect(await sentence(read(file(name, bytes), ['a']))).toMatch(message)
  })
})

describe('XLSX', () => {
  it('keeps text as text, times to the second, numbers as they are, and results of formulas', async () => {
    const workbook = makeWorkbook({
      明细: [
        ['工单明细表'],
        ['编号', '时间', '经度', '网格', '文', '空', '错'],
        ['0012', { days: 46082.35416666666 }, 112.2034567, 411324001101001, { formula: 'A1&"x"', result: '甲' }, null, { error: '#N/A' }],
        [],
        ['0013', '2026-03-01 8:05', 0.1, 411324001101001000, '  乙 ', 1e21, 1],
      ],
      另: [['a'], ['1']],
    })
    const { header, rows } = await read(file('a.xlsx', workbook), ['时间', '编号'])
    expect(header).toEqual(['编号', '时间', '经度', '网格', '文', '空', '错'])
    expect(rows).toEqual([
      { line: 3, values: { 编号: '0012', 时间: '2026-03-01 08:30:00', 经度: '112.2034567', 网格: '411324001101001', 文: '甲', 空: '', 错: '' } },
      {
        line: 5,
        values: {
          编号: '0013',
          时间: '2026-03-01 8:05',
          经度: '0.1',
          网格: `${LOST_DIGITS}4.11324001101001e+17`,
          文: '乙',
          空: `${LOST_DIGITS}1e+21`,
          错: '1',
        },
      },
    ])
    expect((await read(file('a.xlsx', workbook), [], { sheet: '另' })).rows).toEqual([{ line: 2, values: { a: '1' } }])
  })

  test.each<[string, Uint8Array, TableOptions, RegExp]>([
    ['an empty sheet', makeWorkbook({ S: [] }), {}, /is empty: it has not even a header/],
    ['a sheet that is not there', makeWorkbook({ S: [['a']] }), { sheet: '十一月' }, /has no sheet "十一月"/],
    [
      'a formula without its result',
      makeWorkbook({
        S: [
          ['a', 'b'],
          ['1', { formula: 'X()' }],
        ],
      }),
      {},
      /formula without a saved result in B2: open it in Excel, save it/,
    ],
    ['an old .xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), {}, /old Excel file \(\.xls\) or locked by a password/],
    ['a web page by this name', Buffer.from('<html><table><tr><td>编号</td></tr></table></html>'), {}, /a web page under the name of an Excel file/],
    ['a damaged file', makeWorkbook({ S: [['a'], ['1']] }).slice(0, 400), {}, /no zip archive that can be read: it is damaged/],
    ['another zip', zipSync({ 'a.txt': strToU8('x') }), {}, /cannot be read as an Excel workbook/],
  ])('%s is one sentence', async (_, bytes, options, message) => {
    expect(await sentence(read(file('b.xlsx', bytes), [], options))).toMatch(message)
  })

  it('that would not fit into memory is refused before it is unpacked', async () => {
    const zip = Buffer.from(zipSync({ 'xl/worksheets/sheet1.xml': strToU8('x') }))
    zip.writeUInt32LE(460_000_000, zip.indexOf('PK\u0001\u0002') + 24) // the size its directory tells
    const name = file('bomb.xlsx', zip)
    expect(await sentence(read(name))).toMatch(/would unpack to 460 MB, and up to 450 MB are read: split it/)
  })
})
