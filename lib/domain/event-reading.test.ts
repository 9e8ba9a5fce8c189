import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Crs, type EventIn } from './event'
import { canonicalContent, outranks } from './event-content'
import { readContent } from './event-reading'

const NOW = Date.UTC(2026, 10, 24)
const base: EventIn = { id: '0190d3a2-7f0c-7cc0-8000-000000000001', occurredAt: '2026-11-23T08:00:00+08:00', type: '0101', position: [112.23, 33.03] }

function content(fields: Record<string, unknown> = {}) {
  const reading = readContent({ ...base, ...fields }, NOW)
  if (!reading.ok) throw new Error(`refused: ${reading.refusal.code} ${reading.refusal.message}`)
  return reading.content
}
function refusal(row: unknown) {
  const reading = readContent(row, NOW)
  return reading.ok ? null : reading.refusal
}

describe('readContent', () => {
  it('brings times, id and position into one form', () => {
    expect(content({ id: base.id.toUpperCase(), position: [112.23000004, 33.02999996], handledAt: '2026-11-23T00:30:00.25Z' })).toMatchObject({
      id: base.id,
      occurredAt: Date.UTC(2026, 10, 23),
      handledAt: Date.UTC(2026, 10, 23, 0, 30, 0, 250),
      updatedAt: null,
      position: [112.23, 33.03],
      grid: null,
      title: null,
    })
  })

  it('tells the sender which field is wrong and what it must be', () => {
    expect(refusal({ ...base, occurredAt: '2026-11-23T08:00:00' })).toEqual({
      id: base.id,
      code: 'invalid',
      message: '"occurredAt" must be a time with its offset (RFC 3339), such as 2026-11-24T08:30:00+08:00.',
    })
    expect(refusal({ ...base, crs: 'GCJ-02' })).toMatchObject({ code: 'unknown_crs', message: expect.stringContaining('GCJ02, BD09') })
    expect(refusal(7)).toEqual({ code: 'invalid', message: 'An event must be an object.' })
    expect(refusal({ ...base, id: 'x'.repeat(1_000) })).toMatchObject({ code: 'invalid' })
    expect(refusal({ ...base, id: 'x'.repeat(1_000) })).not.toHaveProperty('id')
  })

  it('refuses U+0000, which PostgreSQL cannot hold, in every text', () => {
    for (const field of ['source', 'title', 'description', 'reporter', 'householdId', 'externalId'])
      for (const text of ['a\0', 'a\ud800', '\udc00b'])
        expect(refusal({ ...base, [field]: text })).toMatchObject({ code: 'invalid', message: expect.stringContaining('U+0000') })
  })

  it('takes times up to ten minutes ahead and none before 2000, in each time field', () => {
    const ahead = (ms: number) => new Date(NOW + ms).toISOString()
    expect(refusal({ ...base, occurredAt: ahead(600_000) })).toBeNull()
    for (const field of ['occurredAt', 'updatedAt', 'handledAt']) {
      expect(refusal({ ...base, [field]: ahead(600_001) })).toMatchObject({ code: 'in_future' })
      expect(refusal({ ...base, [field]: '1999-12-31T23:59:59.999Z' })).toMatchObject({ code: 'too_old' })
    }
    expect(refusal({ ...base, handledAt: '2026-11-22T00:00:00Z' })).toMatchObject({ code: 'invalid' })
  })

  it('reads stages, and says which of them cannot be', () => {
    const at = (hour: number) => `2026-11-23T${String(hour).padStart(2, '0')}:00:00+08:00`
    const party = { kind: 'department', id: '城管' }
    const stages = [
      { action: 'accept', at: at(9) },
      { action: 'dispatch', at: at(9), party, assisting: [{ kind: 'team', id: '一队\ud800' }], words: '  速办 ' },
      { action: 'grant_extension', at: at(10), deadline: at(23), receivedAt: at(11) },
    ]
    const untold = { receivedAt: null, party: null, assisting: [], deadline: null, satisfied: null, solved: null, card: null, words: null }
    const hour = (n: number) => Date.UTC(2026, 10, 23, n - 8)
    expect(content({ stages }).stages).toEqual([
      { ...untold, action: 'accept', at: hour(9) },
      { ...untold, action: 'dispatch', at: hour(9), party: 'department:城管', assisting: ['team:一队\ufffd'], words: '速办' },
      { ...untold, action: 'grant_extension', at: hour(10), deadline: hour(23), receivedAt: hour(11) },
    ])
    expect(content({ stages: [] }).stages).toBeNull()

    const says = (...told: unknown[]) => refusal({ ...base, stages: told })
    expect(says(stages[0], { action: 'dispatch', at: at(8).replace('08:00:00', '08:59:59') })).toMatchObject({
      code: 'invalid',
      message: '"stages" 2 (dispatch) lies before the stage that stands before it.',
    })
    expect(says({ action: 'accept', at: at(7) })).toMatchObject({ message: '"stages" 1 (accept) lies before "occurredAt".' })
    expect(says({ action: 'accept', at: '2026-11-25T00:00:00Z' })).toMatchObject({ code: 'in_future' })
    expect(says(stages[0], { action: 'fly', at: at(9) })).toMatchObject({
      code: 'invalid',
      message: '"stages" 2 is no stage: "action" cannot be that.',
    })
    expect(says({ action: 'accept', at: at(9), words: 'a\0' })).toMatchObject({ message: expect.stringContaining('U+0000') })
    expect(says({ action: 'grant_extension', at: at(9), deadline: '2400-01-01T00:00:00Z' })).toMatchObject({ code: 'invalid' })
    expect(says(...Array.from({ length: 201 }, () => stages[0]))).toMatchObject({ code: 'invalid', message: expect.stringContaining('at most 200') })
  })

  it('reads a row of the usual form exactly as the schema does', () => {
    const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, { weight: 4, arbitrary }, { weight: 1, arbitrary: fc.anything() })
    const instant = fc.constantFrom(
      '2026-11-23T08:00:00+08:00',
      '2026-11-23T00:00:00.5Z',
      '2026-02-30T00:00:00Z',
      '2026-11-23T00:00Z',
      '2026-11-23T08:00:00',
      '',
    )
    const text = (max: number) => fc.constantFrom('', '标题', 'a\0', 'x'.repeat(max), 'x'.repeat(max + 1))
    const party = fc.constantFrom({ kind: 'department', id: '城管' }, { kind: 'department', id: '' }, { kind: 'x', id: 'y' }, 'department:城管', null)
    const stage = fc.record({
      action: fc.oneof({ weight: 9, arbitrary: fc.constantFrom('accept', 'dispatch', 'hand_in') }, fc.constantFrom('correct', 7, undefined)),
      at: fc.oneof({ weight: 9, arbitrary: fc.constant('2026-11-23T09:00:00+08:00') }, instant),
      receivedAt: maybe(instant),
      party: maybe(party),
      assisting: maybe(fc.array(party)),
      deadline: maybe(instant),
      satisfied: maybe(fc.boolean()),
      solved: maybe(fc.boolean()),
      card: maybe(fc.constantFrom('yellow', 'red', 'blue')),
      words: maybe(text(2_000)),
    })
    const row = fc.record({
      id: fc.oneof(
        { weight: 9, arbitrary: fc.uuid() },
        fc.constantFrom(base.id.toUpperCase(), '00000000-0000-0000-0000-000000000000', `${base.id}0`),
      ),
      occurredAt: fc.oneof({ weight: 9, arbitrary: fc.constant(base.occurredAt) }, { weight: 1, arbitrary: instant }),
      type: fc.constantFrom('0101', '0102', '0402', 'x'.repeat(32), 'x'.repeat(33), ''),
      position: fc.oneof(
        { weight: 9, arbitrary: fc.constant([112.2, 33]) },
        fc.constantFrom(undefined, [-180, 90], [180.1, 0], [0, -90.1], [Number.NaN, 0], [1], [1, 2, 3], ['1', '2']),
      ),
      grid: maybe(fc.constantFrom('411324001', '1'.repeat(24), '1'.repeat(25), 'x', '')),
      urgency: maybe(fc.constantFrom(0, 1, 4, 5, 1.5, '1')),
      updatedAt: maybe(instant),
      handledAt: maybe(fc.oneof(fc.constant(null), instant)),
      title: maybe(text(200)),
      description: maybe(text(10_000)),
      source: maybe(text(64)),
      reporter: maybe(text(100)),
      householdId: maybe(text(64)),
      externalId: maybe(text(128)),
      stages: maybe(fc.array(fc.oneof({ weight: 9, arbitrary: stage }, fc.anything()), { maxLength: 3 })),
    })
    let taken = 0
    fc.assert(
      fc.property(row, (given) => {
        const reading = readContent(given, NOW)
        // a stated CRS is always left to the schema, and says nothing new
        expect(reading).toEqual(readContent({ ...given, crs: 'WGS84' }, NOW))
        if (reading.ok) taken++
      }),
      { numRuns: 3_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  it('answers anything at all', () => {
    const time = fc.oneof(fc.string(), fc.date().map(String), fc.constant(`2026-11-23T00:00:00.${'0'.repeat(10_000)}Z`), fc.constant(base.occurredAt))
    const row = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, withTypedArray: true }),
      fc.record(
        {
          id: fc.oneof(fc.uuid(), fc.anything()),
          occurredAt: time,
          updatedAt: fc.oneof(time, fc.anything()),
          handledAt: fc.oneof(time, fc.anything()),
          type: fc.oneof(fc.string(), fc.anything()),
          position: fc.oneof(fc.tuple(fc.double(), fc.double()), fc.anything()),
          grid: fc.oneof(fc.string(), fc.anything()),
          crs: fc.oneof(fc.constantFrom(...Crs.options), fc.anything()),
          urgency: fc.oneof(fc.integer(), fc.anything()),
          title: fc.oneof(fc.string({ unit: 'binary' }), fc.anything()),
          description: fc.constantFrom('x'.repeat(10_001), '\ud800', 'ok'),
        },
        { requiredKeys: [] },
      ),
    )
    fc.assert(
      fc.property(row, (given) => {
        const reading = readContent(given, NOW)
        if (reading.ok) expect(canonicalContent(reading.content)).not.toBe('')
        else expect(reading.refusal.message).not.toBe('')
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('canonicalContent', () => {
  it('is the same for the same content in another notation', () => {
    const text = canonicalContent(content({ title: 'a' }))
    for (const other of [
      content({ title: 'a', occurredAt: '2026-11-23T00:00:00Z' }),
      content({ title: 'a', handledAt: null, crs: 'CGCS2000' }),
      content({ title: 'a', position: [112.230000001, 33.03] }),
      content({ id: base.id.toUpperCase(), title: 'a', surplus: 1 }),
    ])
      expect(canonicalContent(other)).toBe(text)
  })

  it('keeps the borders between texts', () => {
    const texts = ['|t1:b', 'a|t1:b', 'a', '', 't0:']
    const pairs = texts.flatMap((source) => texts.map((title) => canonicalContent(content({ source, title }))))
    expect(new Set(pairs).size).toBe(texts.length ** 2)
    expect(canonicalContent(content({ type: 'a|1' }))).not.toBe(canonicalContent(content({ type: 'a' })))
  })

  it('differs by every field', () => {
    const fields = {
      occurredAt: '2026-11-23T00:00:01Z',
      updatedAt: '2026-11-23T00:00:00Z',
      handledAt: '2026-11-23T00:00:00Z',
      type: '0102',
      position: [112.2300001, 33.03],
      grid: '411324001',
      urgency: 4,
      source: '',
      title: '',
      description: '',
      reporter: '',
      householdId: '',
      externalId: '',
    }
    const texts = Object.entries(fields).map(([name, value]) => canonicalContent(content({ [name]: value })))
    expect(new Set([canonicalContent(content()), ...texts]).size).toBe(texts.length + 1)
  })
})

describe('canonicalContent of stages', () => {
  it('differs by every field of a stage, and by their order', () => {
    const first = { action: 'accept', at: '2026-11-23T09:00:00+08:00' }
    const party = { kind: 'department', id: '城管' }
    const fields = [
      ...[{}, { action: 'take' }, { at: '2026-11-23T09:00:01+08:00' }, { receivedAt: first.at }, { party }, { assisting: [party] }],
      ...[{ deadline: first.at }, { satisfied: true }, { satisfied: false }, { solved: true }, { solved: false }, { card: 'red' }, { words: 'a' }],
    ]
    const [one, two] = [first, { ...first, action: 'dispatch' }]
    const told = [...fields.map((more) => [{ ...first, ...more }]), [one, two], [two, one], []]
    const texts = told.map((stages) => canonicalContent(content({ stages })))
    expect(new Set(texts).size).toBe(told.length)
    expect(texts.at(-1)).toBe(canonicalContent(content()))
  })
})

describe('outranks', () => {
  it('is a strict total order of contents, so that the winner is the same in any order of arrival', () => {
    const rank = fc.record({ updatedAt: fc.option(fc.integer({ min: 0, max: 3 })), hash: fc.constantFrom('00', '0a', 'ff') })
    fc.assert(
      fc.property(fc.uniqueArray(rank, { selector: (r) => `${r.updatedAt}:${r.hash}`, minLength: 2, maxLength: 8 }), (ranks) => {
        const winner = (list: typeof ranks) => list.reduce((holder, r) => (outranks(r, holder) ? r : holder))
        const best = winner(ranks)
        expect(winner([...ranks].reverse())).toBe(best)
        for (const r of ranks) if (r !== best) expect([outranks(best, r), outranks(r, best)]).toEqual([true, false])
      }),
    )
    expect(outranks({ updatedAt: 1, hash: '00' }, { updatedAt: null, hash: 'ff' })).toBe(true)
    expect(outranks({ updatedAt: 1, hash: '00' }, { updatedAt: 1, hash: '00' })).toBe(false)
  })
})
