import * as z from 'zod/mini'
import { type ExportColumn, saidIn } from './event-export'
import type { Words } from './language'
import { Within } from './query-parts'
import type { RejectCode } from './source'
import { SourceList, type SourceListRow } from './source-list'
import type { RecordMatch } from './source-match'

/** What an export of rows of a source is asked by. */
export const ExportedSourceRows = z.object({ source: z.uuid(), list: SourceList, within: Within })

const MATCHES: Readonly<Record<RecordMatch, Words>> = {
  own: { zh: '本来源维护', en: 'Kept of this source' },
  idNumber: { zh: '证件号码一致', en: 'By number of identity' },
  phone: { zh: '电话和姓名一致', en: 'By telephone and name' },
  address: { zh: '地址和姓名一致', en: 'By address and name' },
  name: { zh: '名称一致', en: 'By name' },
  none: { zh: '本系统没有', en: 'Not here' },
  several: { zh: '可能是几个', en: 'Several here' },
}
const CODES: Readonly<Record<RejectCode, Words>> = {
  invalid: { zh: '内容有误', en: 'Cannot be used' },
  unknown_place: { zh: '没有这个网格或社区', en: 'No such grid or community' },
  unknown_service: { zh: '服务树没有这个节点', en: 'No such node of the service tree' },
  twice: { zh: '编号重复', en: 'The same number twice' },
  conflict: { zh: '同一人说法不一', en: 'Says something else of the same person' },
  unknown_word: { zh: '不认得这个词', en: 'A word that stands for nothing here' },
  unfit: { zh: '对不上', en: 'What it names is not there, or does not go with it' },
  unknown_type: { zh: '没有这个事件类型', en: 'No such type of event' },
  outside_area: { zh: '位置不在任何网格里', en: 'Lies in no grid' },
  in_future: { zh: '时间在将来', en: 'Lies in the future' },
  too_old: { zh: '时间太早', en: 'Lies too far back' },
}

/** The columns of an export of rows of a source, masked; those with `words` are personal. */
export const SOURCE_ROW_COLUMNS: readonly ExportColumn<SourceListRow>[] = [
  { label: { zh: '行', en: 'Line' }, width: 8, of: ({ line }) => line },
  { label: { zh: '来源编号', en: 'Number there' }, width: 20, of: ({ externalId }) => externalId },
  { label: { zh: '地点', en: 'Place' }, width: 28, of: ({ place, placeEn }, { language }) => (language === 'en' ? placeEn : place) },
  { label: { zh: '社区编码', en: 'Community' }, width: 16, of: ({ community }) => community },
  { label: { zh: '核对', en: 'Match' }, width: 18, of: ({ match }, { language }) => (match === null ? null : saidIn(language, MATCHES[match])) },
  { label: { zh: '列', en: 'Column' }, width: 16, of: ({ column }) => column },
  { label: { zh: '原因', en: 'Why' }, width: 26, of: ({ code }, { language }) => (code === null ? null : saidIn(language, CODES[code])) },
  { label: { zh: '离开时间', en: 'Left' }, width: 22, of: ({ leftAt }) => leftAt },
  { label: { zh: '姓名或名称', en: 'Name' }, width: 12, words: true, of: ({ name }) => name },
  { label: { zh: '住址', en: 'Address' }, width: 36, words: true, of: ({ address }) => address },
  { label: { zh: '电话', en: 'Telephone' }, width: 15, words: true, of: ({ phone }) => phone },
]
