import { expect, it } from 'vitest'
import { type ExportColumn, exportColumns } from './event-export'
import { ACCOUNT_COLUMNS, AUDIT_COLUMNS, REPORT_COLUMNS, ROSTER_COLUMNS, SUBMISSION_COLUMNS } from './office-export'

const byCode = <Row>(columns: readonly ExportColumn<Row>[]): string[] => {
  const plain = exportColumns(columns, false).labels.map(({ zh }) => zh)
  return exportColumns(columns, true).labels.flatMap(({ zh }) => (plain.includes(zh) ? [] : [zh]))
}

it('say who somebody is, how to reach them and what they wrote only in columns that take a fresh code', () => {
  expect(byCode(AUDIT_COLUMNS)).toEqual(['操作人', '账号', '地址', '理由', '详情'])
  expect(byCode(ACCOUNT_COLUMNS)).toEqual(['登录名', '姓名'])
  expect(byCode(SUBMISSION_COLUMNS)).toEqual(['内容', '联系方式', '答复', '处理人'])
  expect(byCode(ROSTER_COLUMNS)).toEqual(['值班员', '带班领导', '接班人', '交接说明'])
  expect(byCode(REPORT_COLUMNS)).toEqual([])
})
