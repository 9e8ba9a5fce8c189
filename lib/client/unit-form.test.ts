import { expect, it } from 'vitest'
import { UnitDetail, UnitIn } from '@/lib/domain/unit'
import { linksFrom, unitAsIs, unitOf } from './unit-form'

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const named = (n: number) => ({ id: id(n), name: `${n}`, nameEn: `${n}` })
const requestId = id(9)
const unit = UnitDetail.parse({
  ...{ ...named(1), kind: 'joint_branch', parent: named(2), place: [112.20000001, 33], road: { name: '校场路', nameEn: 'x' }, skills: ['law'] },
  ...{
    grids: [{ code: '411324001101001', name: 'a', nameEn: 'a' }],
    counts: { members: 1, registered: { in_service: 0, mobile: 0, no_post: 0, enforcement: 0 } },
  },
  ...{
    contact: { name: '李*', phone: '139****1111' },
    team: null,
    lines: [
      [
        [112, 33],
        [112.1, 33],
      ],
    ],
    below: [],
    open: 0,
    people: null,
    revision: 4,
    keeps: true,
    demo: false,
  },
  // one of its own, and one that leads to it
  links: [
    { ...named(3), kind: 'stationed_unit', link: 'co_building' },
    { ...named(4), kind: 'estate', link: 'branch' },
  ],
})
const form = (fields: Record<string, string>) => (name: string) => fields[name]
const asIs = { kind: unit.kind, parent: id(2), grids: ['411324001101001'], links: [{ kind: 'co_building' as const, to: id(3) }] }

it('is sent back as it is without what is masked, and only with the links that are its own', () => {
  const sent = UnitIn.parse({ ...unitAsIs(unit), requestId })
  expect(sent).toMatchObject({ id: id(1), expectedRevision: 4, parent: id(2), links: [{ kind: 'co_building', to: id(3) }], road: { name: '校场路' } })
  expect([sent.contactName, sent.contactPhone, sent.road?.lines.length]).toEqual([undefined, undefined, 1])
  expect(UnitIn.parse({ ...unitAsIs({ ...unit, parent: null }), requestId }).parent).toBeUndefined()
})

it('is what a form says: the lines of a street go with another name, a contact stays unless it is taken away', () => {
  const read = (fields: Record<string, string>) => {
    const { content, unread } = unitOf(form({ name: '支部', ...fields }), ['law'], asIs, unit)
    return { ...UnitIn.parse({ ...content, requestId }), unread }
  }
  expect(read({ road: '校场路', place: '112.25，33.03' })).toMatchObject({
    place: [112.25, 33.03],
    road: {
      lines: [
        [
          [112, 33],
          [112.1, 33],
        ],
      ],
    },
    unread: [],
  })
  expect(read({ road: '新华路', place: 'here' })).toMatchObject({ place: null, road: { name: '新华路', lines: [] }, unread: ['place'] })
  expect(read({ place: '112.2,33' }).place).toEqual([112.20000001, 33])
  expect(read({}).contactName).toBeUndefined()
  expect(read({ contactPhone: '0377-65921234' })).toMatchObject({ contactPhone: '0377-65921234' })
  expect(read({ noContact: 'on', contactName: '李' })).toMatchObject({ contactName: null, contactPhone: null })
  const { content } = unitOf(form({ name: '商会' }), [], { kind: 'new_organisation', parent: null, grids: ['411324001'], links: [] }, null)
  expect(UnitIn.parse({ ...content, requestId })).toMatchObject({ kind: 'new_organisation', place: null, road: null, team: null })
})

it('has links by its kind', () => {
  expect(linksFrom('estate').map(({ link }) => link)).toEqual(['branch', 'property', 'owners'])
  expect(linksFrom('party_group')).toEqual([])
})
