import { rmSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { copyDataFolder } from '@/lib/testing/database'
import { openDataFolder } from './data-folder'
import { listLibrariesOnce } from './library-names'

/** Counts how often the names of each library are asked for from here on, until the test ends. */
function countLists(): Map<object, number> {
  const counts = new Map<object, number>()
  const list = Object.keys
  Object.keys = (of: object) => {
    if (Object.hasOwn(of, 'Pg_magic_func')) counts.set(of, (counts.get(of) ?? 0) + 1)
    return list(of)
  }
  onTestFinished(() => {
    Object.keys = list
  })
  return counts
}

it('lists the names of PostGIS once, however many of its functions are looked up', async () => {
  const made = countLists()
  onTestFinished(listLibrariesOnce())
  const asked = countLists()
  const dataDir = await copyDataFolder()
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const engine = await openDataFolder(dataDir)
  onTestFinished(() => engine.close())
  const { error } = engine.run('SELECT ST_X(ST_Centroid(ST_Buffer(ST_MakePoint(112.2, 33), 1))), ST_Area(ST_MakeEnvelope(0, 0, 1, 1))')
  expect(error).toBeNull()
  expect([...asked.values()].some((times) => times > 5)).toBe(true) // or PGlite does otherwise by now, and this is not needed any more
  expect([...made.values()]).toEqual([...asked.values()].map(() => 1))
})
