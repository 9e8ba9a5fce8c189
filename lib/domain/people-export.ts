import type { ExportColumn } from './event-export'
import type { HouseholdRow, PersonRow } from './people'

/** What posts are called. */
export const POST_WORDS = { chief: { zh: '网格长', en: 'Chief' }, member: { zh: '网格员', en: 'Member' } } as const

/** The columns of an export of members and chiefs (a row as lists show it, masked); those with `words` are personal. */
export const PERSON_COLUMNS: readonly ExportColumn<PersonRow>[] = [
  {
    label: { zh: '任职', en: 'Posts' },
    width: 40,
    of: ({ posts }, { language, place }) =>
      posts.map(({ grid, kind }) => `${place(grid)} ${POST_WORDS[kind][language === 'en' ? 'en' : 'zh']}`).join(language === 'en' ? '; ' : '；'),
  },
  { label: { zh: '网格编码', en: 'Grid' }, width: 24, of: ({ posts }) => posts.map(({ grid }) => grid).join(' ') },
  { label: { zh: '单位', en: 'Employer' }, width: 24, of: ({ employer }) => employer },
  { label: { zh: '联系户数', en: 'Households' }, width: 10, of: ({ households }) => households },
  { label: { zh: '姓名', en: 'Name' }, width: 12, words: true, of: ({ name }) => name },
  { label: { zh: '电话', en: 'Telephone' }, width: 15, words: true, of: ({ phone }) => phone },
  { label: { zh: '证件号码', en: 'Identity number' }, width: 22, words: true, of: ({ idNumber }) => idNumber },
]

/** The columns of an export of households, masked; those with `words` are personal. */
export const HOUSEHOLD_COLUMNS: readonly ExportColumn<HouseholdRow>[] = [
  { label: { zh: '地点', en: 'Place' }, width: 32, of: ({ grid }, { place }) => place(grid) },
  { label: { zh: '网格编码', en: 'Grid' }, width: 20, of: ({ grid }) => grid },
  { label: { zh: '人数', en: 'Persons' }, width: 8, of: ({ persons }) => persons },
  { label: { zh: '户主', en: 'Name' }, width: 12, words: true, of: ({ name }) => name },
  { label: { zh: '地址', en: 'Address' }, width: 36, words: true, of: ({ address }) => address },
  { label: { zh: '电话', en: 'Telephone' }, width: 15, words: true, of: ({ phone }) => phone },
]
