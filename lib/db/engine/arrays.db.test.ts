import { expect, it } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { dates, float8s, hashes, int4s, int8s, texts, timestamps, uuids } from './arrays'
import { pool } from './pool'

describeEachEngine('binary arrays', () => {
  const read = async (type: string, values: Buffer | null, as = `u::${type}::text`) =>
    (await pool().query({ text: `SELECT ${as} AS v FROM unnest($1::${type}[]) AS u`, values: [values] })).rows.map((row) => row.v)

  it('arrive as the values they were made of', async () => {
    expect(
      await read(
        'int4',
        int4s([0, -1, 2147483647, -2147483648, null], (v) => v),
      ),
    ).toEqual(['0', '-1', '2147483647', '-2147483648', null])
    expect(
      await read(
        'int8',
        int8s([0, -1, 9007199254740991, -9007199254740991, 4294967296, null], (v) => v),
      ),
    ).toEqual(['0', '-1', '9007199254740991', '-9007199254740991', '4294967296', null])
    expect(
      await read(
        'float8',
        float8s([0.1, -112.2345678, 1e300, null], (v) => v),
      ),
    ).toEqual(['0.1', '-112.2345678', '1e+300', null])
    const times = [0, 1, -1, Date.UTC(1900, 0, 1), Date.UTC(2000, 0, 1), Date.UTC(2026, 10, 24, 1, 2, 3, 4), Date.UTC(9999, 11, 31), null]
    const iso = `to_char(u AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
    expect(
      await read(
        'timestamptz',
        timestamps(times, (v) => v),
        iso,
      ),
    ).toEqual(times.map((t) => (t === null ? null : new Date(t).toISOString())))
    expect(
      await read(
        'date',
        dates([Date.UTC(2026, 10, 24), Date.UTC(1999, 11, 31)], (v) => v),
      ),
    ).toEqual(['2026-11-24', '1999-12-31'])
    const id = '0190d3a2-7f0c-7cc0-8000-0000000000ff'
    expect(
      await read(
        'uuid',
        uuids([id, id.toUpperCase()], (v) => v),
      ),
    ).toEqual([id, id])
    expect(
      await read(
        'bytea',
        hashes(['00112233445566778899aabbccddeeff'], (v) => v),
        `encode(u, 'hex')`,
      ),
    ).toEqual(['00112233445566778899aabbccddeeff'])
    expect(
      await read(
        'text',
        texts(['', null, '垃圾"{},\\', '🏠', 'x'.repeat(100_000)], (v) => v),
      ),
    ).toEqual(['', null, '垃圾"{},\\', '🏠', 'x'.repeat(100_000)])
  })

  it('are nothing when empty', async () => {
    expect(
      await read(
        'int4',
        int4s([], (v) => v),
      ),
    ).toEqual([])
    expect(
      await read(
        'text',
        texts([null, null], (v) => v),
      ),
    ).toEqual([])
    expect(
      await read(
        'text',
        texts([], (v) => v),
      ),
    ).toEqual([])
  })
})
