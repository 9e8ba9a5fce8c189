import { expect, it } from 'vitest'
import { EVENT_TYPES } from '@/lib/demo/event-types'
import { Problem } from '@/lib/domain/problem'
import { describeEachEngine } from '@/lib/testing/database'
import { readHead } from '../log/log'
import { loadAtlas } from './grids'
import { readRetiredTypes, readTypes, saveTypes } from './types'

const now = Date.UTC(2026, 10, 24)
const change = (code: string, patch: Partial<(typeof EVENT_TYPES)[number]>) =>
  EVENT_TYPES.map((type) => (type.code === code ? { ...type, ...patch } : type))
const withoutId = (types: Awaited<ReturnType<typeof readTypes>>) => types.map(({ id: _id, ...type }) => type)

describeEachEngine('event types', () => {
  it('are kept as given, by code', async () => {
    expect(await saveTypes(EVENT_TYPES, { now })).toEqual({ saved: 34, retired: [] })
    expect(withoutId(await readTypes())).toEqual(EVENT_TYPES)
    expect(await readRetiredTypes()).toEqual([])
  })

  it('saved again change nothing', async () => {
    const head = await readHead()
    expect(await saveTypes(EVENT_TYPES, { now })).toEqual({ saved: 0, retired: [] })
    expect(await readHead()).toEqual(head)
  })

  it('keep their id through a new name, which moves the version but not the log', async () => {
    const [before, head] = [await readTypes(), await readHead()]
    expect(await saveTypes(change('0501', { name: '垃圾' }), { now })).toEqual({ saved: 1, retired: [] })
    expect((await readTypes()).map((t) => t.id)).toEqual(before.map((t) => t.id))
    expect(await readHead()).toEqual({ ...head, gridVersion: head.gridVersion + 1 })
    expect((await loadAtlas()).typeByCode.get('0501')?.name).toBe('垃圾')
  })

  it('that are missing retire: still named, no longer offered; they come back with their id', async () => {
    const id = (await readTypes()).find((t) => t.code === '0605')?.id ?? 0
    expect(await saveTypes(EVENT_TYPES.slice(0, -1), { now })).toEqual({ saved: 1, retired: ['0605'] })
    const atlas = await loadAtlas()
    expect([atlas.typeByCode.has('0605'), atlas.typeById.get(id)?.name, atlas.types.length]).toEqual([false, '平安宣传/反邪教', 33])
    expect(await saveTypes(EVENT_TYPES, { now })).toEqual({ saved: 1, retired: [] })
    expect((await readTypes()).find((t) => t.code === '0605')?.id).toBe(id)
  })

  it('renew the log when it changes who may see their events', async () => {
    const head = await readHead()
    await saveTypes(change('0101', { sensitive: true }), { now })
    const next = await readHead()
    expect(next.logId).not.toBe(head.logId)
    expect([next.revision, next.gridVersion]).toEqual([head.revision, head.gridVersion + 1])
  })

  it('are refused as a whole when one is bad, by name', async () => {
    const message = (types: Parameters<typeof saveTypes>[0]) =>
      saveTypes(types, { now }).catch((e) => (e instanceof Problem ? `${e.code}: ${e.message}` : e))
    expect(await message(change('0402', { limit: 0 }))).toMatch(/^invalid: type 0402: limit/)
    expect(await message([...EVENT_TYPES, ...EVENT_TYPES.slice(3, 4)])).toBe('invalid: the type code 0104 occurs twice')
    expect(await readTypes()).toHaveLength(34)
  })
})
