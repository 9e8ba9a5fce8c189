import { expect, it } from 'vitest'
import { GridEvent } from './event'
import { EVENT_COLUMNS, exportColumns } from './event-export'
import { csvLine, csvMark, sheetEnd, sheetRow } from './export'

it('writes a line of a CSV that no table program computes', () => {
  expect(csvLine(['a', 1, null, '说"好"，', 'x,y', '=1+1', '+86', '-3', '@x', '\tq'])).toBe(`a,1,,"说""好""，","x,y",'=1+1,'+86,'-3,'@x,'\tq\r\n`)
  expect(csvLine([-3])).toBe('-3\r\n')
  expect(csvMark({ name: '何\r\n静', at: '2026-11-24 14:32', number: '20261124-0a1b2c3d' })).toBe('# 何  静 2026-11-24 14:32 20261124-0a1b2c3d\r\n')
})

it('writes a row of a sheet, texts as texts, by addresses that go on after Z', () => {
  expect(sheetRow(2, ['=1', 5, null, 'a<b&"c"\u0000'])).toBe(
    '<row r="2"><c r="A2" t="inlineStr"><is><t xml:space="preserve">=1</t></is></c><c r="B2"><v>5</v></c><c r="D2" t="inlineStr"><is><t xml:space="preserve">a&lt;b&amp;&quot;c&quot;</t></is></c></row>',
  )
  expect(sheetRow(1, Array(28).fill(7), 1)).toContain('<c r="Z1" s="1"><v>7</v></c><c r="AA1" s="1"><v>7</v></c><c r="AB1"')
})

it('writes into the margins what is no code of theirs', () => {
  expect(sheetEnd('A&B', { name: 'x<y', at: 't', number: 'n' })).toContain(
    '<oddHeader>&amp;CA＆B</oddHeader><oddFooter>&amp;Lx&lt;y t n&amp;R&amp;P / &amp;N',
  )
})

it.each([
  ['打架斗殴', '社会治安', 'zh-CN', '打架斗殴', '社会治安'],
  ['打架斗殴', '社会治安', 'en', 'Fighting', 'Public order'],
  ['我县自定', '我县大类', 'en', '我县自定', '我县大类'],
] as const)('type %s of class %s in %s are %s and %s', (name, className, language, type, of) => {
  const at = '2026-11-24T00:00:00.000Z'
  const event = GridEvent.parse({
    ...{
      number: 1,
      caseNumber: '20261124-00001',
      id: '00000000-0000-4000-8000-000000000001',
      revision: 1,
      occurredAt: at,
      receivedAt: at,
      updatedAt: null,
    },
    ...{
      handledAt: null,
      status: 'open',
      state: 'awaiting_acceptance',
      light: 'normal',
      deadline: null,
      type: '0202',
      urgency: 2,
      grid: '411324001',
      position: null,
    },
    source: null,
  })
  const words = { language, labels: 'plain' as const, type: () => ({ name, className }), place: String, party: () => '' }
  const cells = exportColumns(EVENT_COLUMNS, false).cells({ event, card: null }, words)
  expect(cells.slice(1, 3)).toEqual([type, of])
})
