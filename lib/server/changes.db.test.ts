import { expect, it, vi } from 'vitest'
import { pool } from '@/lib/db/engine/pool'
import { saveEvents } from '@/lib/db/events/events'
import { readHead } from '@/lib/db/log/log'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { WAIT_MS } from '@/lib/testing/wait'
import { followLog } from './changes'

describeEachEngine('following the log', (db) => {
  it('looks on each notification, and by itself after its connection was cut', async () => {
    await saveSmallCounty()
    const seen: number[] = []
    const follower = followLog(
      db.url,
      async () => {
        seen.push((await readHead()).revision)
      },
      () => {},
    )
    const save = async () => (await saveEvents([event()], { viewer: viewer(), now: NOW })).revision
    const sees = (revision: number) => vi.waitUntil(() => seen.at(-1) === revision, { timeout: WAIT_MS, interval: 5 })
    await vi.waitUntil(() => seen.length > 0)
    await sees(await save())
    if (db.engine === 'postgresql') {
      await pool().query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gridsight listen' AND datname = current_database()",
      )
    }
    await sees(await save())
    await sees(await save())
    await follower.stop()
    const looks = seen.length
    await save()
    expect(seen).toHaveLength(looks)
  })

  it('runs one look at a time, and one more for all who asked meanwhile', async () => {
    let running = 0
    let most = 0
    let looks = 0
    const open: (() => void)[] = []
    const follower = followLog(
      db.url,
      async () => {
        looks++
        most = Math.max(most, ++running)
        await new Promise<void>((resolve) => open.push(resolve))
        running--
      },
      () => {},
    )
    const first = follower.look()
    const others = [follower.look(), follower.look(), follower.look()]
    const opener = setInterval(() => open.splice(0).forEach((go) => void go()), 5)
    await Promise.all([first, ...others])
    expect(most).toBe(1)
    expect(looks).toBeGreaterThanOrEqual(2)
    await follower.stop()
    clearInterval(opener)
  })

  it('says once when it cannot look, and once when it can again', async () => {
    const said: (string | null)[] = []
    let broken = true
    const follower = followLog(
      db.url,
      async () => {
        if (broken) throw new Error('gone')
      },
      (sentence) => said.push(sentence),
    )
    await follower.look()
    await follower.look()
    broken = false
    await follower.look()
    await follower.look()
    expect(said).toEqual([expect.stringContaining('stands still'), null])
    await follower.stop()
  })
})
