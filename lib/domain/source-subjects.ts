import * as z from 'zod/mini'
import { EVENT_COLUMNS, STAGE_COLUMNS, STAGE_FIELDS } from './feed-fields'

/** `keep`: what it says is kept here, under its name; `compare`: it is only held against what is here. */
export const SourceEffect = z.enum(['keep', 'compare'])
export type SourceEffect = z.infer<typeof SourceEffect>

/**
 * What a source and what is here have of each other: rows that are somebody here; rows that are nobody, or may be several; rows that are taken
 * without their member, who is not found; rows that have left; those here whom the source does not know; rows that were not taken.
 */
export const SourceList = z.enum(['matched', 'onlySource', 'several', 'unbound', 'left', 'onlyHere', 'rejected'])
export type SourceList = z.infer<typeof SourceList>

/** How something personal is shown before anybody has a reason to see it (masking.ts). */
export type MaskName = 'name' | 'phone' | 'idNumber' | 'address' | 'code'

type SubjectRow = {
  /** what columns can hold; with a star: one must */
  fields: readonly string[]
  /** the fields that say where a row lies: of these groups one must be mapped */
  places: readonly (readonly string[])[]
  /** fields that are personal, or free text; the others are shown as they are */
  personal: Readonly<Record<string, MaskName>>
  /** usual names of columns by field, the likeliest first */
  columns: Readonly<Record<string, readonly string[]>>
  /** what a source of it may do; the first is the usual one */
  effects: readonly SourceEffect[]
  /** does a row leave that the file has no more? */
  leaves: boolean
  /** what of a run is told beside the rows that were read, are new, changed, as before, or rejected */
  counts: readonly ('back' | 'left' | 'unbound' | 'above')[]
  lists: Readonly<Record<SourceEffect, readonly SourceList[]>>
  /** is `name` that of a person? */
  named: 'person' | 'thing'
}

/** Usual names of columns. Those of 「村振」 are what such exports are mostly called, not a published format. */
const PERSON_COLUMNS = {
  externalId: ['户编号', '人员编号', '户号', '编号', 'externalId', 'id'],
  name: ['户主姓名', '户主', '姓名', '名称', 'name'],
  grid: ['网格编码', '所属网格编码', '所属网格', '网格', 'grid'],
  community: ['行政村', '社区（村）', '所属社区', '社区', '村（社区）', '村编码', 'community'],
  phone: ['联系电话', '手机号码', '手机号', '电话', 'phone'],
  idNumber: ['户主证件号码', '证件号码', '身份证号', '身份证号码', 'idNumber'],
} as const
const { id: eventIds, ...eventColumns } = EVENT_COLUMNS

/**
 * What sources can be of, a row each. What reads the rows of one is a file of its name in `lib/sources/subjects`, what writes them one in
 * `lib/db/sources/subjects`.
 */
export const SUBJECTS = {
  households: {
    fields: ['externalId*', 'name*', 'grid', 'community', 'address*', 'phone', 'idNumber', 'persons', 'member', 'memberPhone', 'service'],
    places: [['grid'], ['community']],
    personal: { name: 'name', phone: 'phone', idNumber: 'idNumber', address: 'address', memberPhone: 'phone' },
    columns: {
      ...PERSON_COLUMNS,
      address: ['家庭住址', '住址', '详细地址', '地址', 'address'],
      persons: ['家庭人口数', '家庭人口', '人口数', '人口', 'persons'],
      member: ['网格员编号', '包联人编号', 'member'],
      memberPhone: ['网格员电话', '包联人电话', 'memberPhone'],
      service: ['中心户编码', '服务树编码', 'service'],
    },
    effects: ['compare', 'keep'],
    leaves: true,
    counts: ['back', 'left', 'unbound'],
    // a source that keeps knows all that it has; one that compares may not find somebody
    lists: {
      keep: ['matched', 'rejected', 'unbound', 'onlyHere', 'left'],
      compare: ['matched', 'onlySource', 'several', 'onlyHere', 'rejected', 'unbound', 'left'],
    },
    named: 'person',
  },
  people: {
    fields: ['externalId*', 'name*', 'grid', 'community', 'post', 'phone', 'idNumber', 'employer'],
    places: [['grid'], ['community']],
    personal: { name: 'name', phone: 'phone', idNumber: 'idNumber', employer: 'code' },
    columns: { ...PERSON_COLUMNS, post: ['岗位', '职务', '角色', 'post'], employer: ['工作单位', '所属单位', '单位', 'employer'] },
    effects: ['compare', 'keep'],
    leaves: true,
    counts: ['back', 'left'],
    lists: {
      keep: ['matched', 'rejected', 'onlyHere', 'left'],
      compare: ['matched', 'onlySource', 'several', 'onlyHere', 'rejected', 'left'],
    },
    named: 'person',
  },
  /** 组织; what nobody has mapped a column to stays as it is here */
  units: {
    fields: [
      ...['externalId*', 'name*', 'kind*', 'grid', 'community', 'parent', 'lon', 'lat', 'road', 'contactName', 'contactPhone', 'team', 'skills'],
      ...['branch', 'property', 'owners', 'co_building'],
    ],
    places: [['grid'], ['community']],
    personal: { contactName: 'name', contactPhone: 'phone' },
    columns: {
      externalId: ['组织编号', '编号', 'id'],
      name: ['组织名称', '名称', 'name'],
      kind: ['组织类别', '类别', 'kind'],
      grid: PERSON_COLUMNS.grid,
      community: PERSON_COLUMNS.community,
      parent: ['上级编号', '上级组织编号', 'parent'],
      lon: EVENT_COLUMNS.lon,
      lat: EVENT_COLUMNS.lat,
      road: ['路段', 'road'],
      contactName: ['联系人', 'contactName'],
      contactPhone: ['联系电话', 'contactPhone'],
      team: ['队伍编号', 'team'],
      skills: ['特长', 'skills'],
      branch: ['党组织编号', 'branch'],
      property: ['物业编号', 'property'],
      owners: ['业委会编号', 'owners'],
      co_building: ['共建单位编号', 'co_building'],
    },
    effects: ['keep', 'compare'],
    leaves: true,
    counts: ['back', 'left', 'above'],
    lists: {
      keep: ['matched', 'rejected', 'onlyHere', 'left'],
      compare: ['matched', 'onlySource', 'several', 'onlyHere', 'rejected', 'left'],
    },
    named: 'thing',
  },
  /** 网格事件, by the reading and the rules of `events import`; what is in the file no more stays as it is, since exports are of a time */
  events: {
    fields: [
      ...['externalId*', 'occurredAt*', 'type*', 'grid', 'lon', 'lat', 'updatedAt', 'handledAt', 'urgency', 'title', 'description', 'reporter'],
      ...['householdId', ...STAGE_FIELDS],
    ],
    places: [['lon', 'lat'], ['grid']],
    personal: { title: 'name', description: 'name', reporter: 'name', householdId: 'code', result: 'name', answer: 'name', lon: 'code', lat: 'code' },
    columns: { ...eventColumns, ...STAGE_COLUMNS, externalId: [...eventIds, '案卷号'], type: [...EVENT_COLUMNS.type, '小类'] },
    effects: ['keep'],
    leaves: false,
    counts: [],
    // which events a source has told is in no list: those of sensitive types are numbers of a street
    lists: { keep: ['rejected'], compare: ['rejected'] },
    named: 'thing',
  },
} as const satisfies Record<string, SubjectRow>
export type SubjectName = keyof typeof SUBJECTS

/** The row of a subject, whichever it is. */
export const subjectRow = (subject: SubjectName): SubjectRow => SUBJECTS[subject]
