import { beforeAll, expect, it } from 'vitest'
import { Problem } from '@/lib/domain/problem'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, smallCounty, smallTypes, spot, viewer } from '@/lib/testing/small-county'
import { pool } from '../engine/pool'
import { atlasAtHand, saveGrids } from '../ground/grids'
import { saveTypes } from '../ground/types'
import { readHead } from '../log/log'
import { saveEvents } from './events'

const all = viewer()
const save = (rows: readonly unknown[]) => saveEvents(rows, { viewer: all, now: NOW })

/** Events whose grid is another one than PostGIS finds for their position. */
const misplaced = async () =>
  (
    await pool().query(
      `SELECT e.id, g.code FROM events e LEFT JOIN grids g ON g.id = e.grid_id AND g.valid_to IS NULL WHERE position IS NOT NULL AND g.code IS DISTINCT FROM (
        SELECT min(l.code) FROM grids l WHERE l.valid_to IS NULL AND ST_Covers(l.geom, e.position)
          AND NOT EXISTS (SELECT 1 FROM grids c WHERE c.parent_code = l.code AND c.valid_to IS NULL))`,
    )
  ).rows

describeEachEngine('saveEvents while grids and types change', () => {
  beforeAll(saveSmallCounty)

  it('places by the atlas that holds when the transaction has the lock, not by the one it was read with', async () => {
    await save([event()])
    const old = await atlasAtHand()
    // street 2 loses its leaves: its communities are leaves now
    await saveGrids(
      smallCounty().filter((g) => !(g.code.startsWith('411324002') && g.level === 3)),
      { demo: true, now: NOW + 1 },
    )
    expect((await atlasAtHand()).version).toBe(old.version) // this process has not noticed
    const moved = event({ position: spot(5, 1) })
    expect(await save([moved])).toMatchObject({ accepted: 1 })
    const { rows } = await pool().query('SELECT g.code FROM events e JOIN grids g ON g.id = e.grid_id WHERE e.id = $1', [moved.id])
    expect(rows).toEqual([{ code: '411324002101' }])
  })

  it('takes a type that has just come, and refuses one that has just gone, though nothing else is in the batch', async () => {
    await saveTypes(
      smallTypes().map((t) => (t.code === '0501' ? { ...t, code: '0199' } : t)),
      { now: NOW },
    )
    expect(await save([event({ type: '0199' })])).toMatchObject({ accepted: 1 })
    expect(await save([event({ type: '0501' })])).toMatchObject({ rejected: [{ code: 'unknown_type' }] })
  })

  it('goes on through a change of grids: each call is saved whole or told to come again', async () => {
    let [saved, refused, calls] = [0, 0, 0]
    let done = false
    const change = (async () => {
      await saveGrids(smallCounty(), { demo: true, now: NOW + 2 })
      await saveGrids(
        smallCounty().filter((g) => g.code !== '411324001104'),
        { demo: true, now: NOW + 3 },
      )
      await saveGrids(smallCounty(), { demo: true, now: NOW + 4 })
    })().finally(() => {
      done = true
    })
    change.catch(() => {}) // awaited below
    while (!done || calls < 5) {
      calls++
      try {
        const result = await save([0, 1, 2, 3, 4, 5, 6, 7].flatMap((x) => [0, 1, 2].map((y) => event({ position: spot(x, y) }))))
        saved += result.accepted + result.rejected.length
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'unavailable') throw error
        refused++
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await change
    expect(saved).toBe(24 * (calls - refused))
    expect(await save([event()])).toMatchObject({ accepted: 1 })
    expect(await misplaced()).toEqual([])
    expect((await atlasAtHand()).version).toBe((await readHead()).gridVersion)
  })
})
