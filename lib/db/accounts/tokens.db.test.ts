import { beforeEach, expect, it, vi } from 'vitest'
import { describeEachEngine } from '@/lib/testing/database'
import { pool } from '../engine/pool'
import { activeViewers, createToken, findViewer, listTokens, type NewToken, revokeToken } from './tokens'

const wanted: NewToken = { name: 'feed', role: 'reporter', scope: { kind: 'grids', prefixes: ['411324001'] }, expiresAt: null }

describeEachEngine('tokens', () => {
  beforeEach(() => {
    // the cache measures by this clock; timers stay real, so that the database answers
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
    return () => clock.mockRestore()
  })
  let now = performance.now()
  const later = (ms: number) => {
    now += ms
  }

  it('are random, found by their text, and stored only as a hash', async () => {
    const [a, b] = [await createToken(wanted), await createToken(wanted)]
    expect(a.token).toMatch(/^gs_[A-Za-z0-9_-]{43}$/)
    expect(a.token).not.toBe(b.token)
    expect(await findViewer(a.token)).toEqual({ id: a.id, name: 'feed', role: 'reporter', scope: wanted.scope, sources: [] })
    const { rows } = await pool().query('SELECT to_jsonb(t)::text AS row, length(hash) AS bytes FROM access_tokens t WHERE id = $1', [a.id])
    expect(rows[0].bytes).toBe(32)
    const hub = await createToken({ ...wanted, sources: ['12345', '村振'] })
    expect(await findViewer(hub.token)).toMatchObject({ sources: ['12345', '村振'] })
    await expect(createToken({ ...wanted, sources: ['  '] })).rejects.toMatchObject({ code: 'invalid' })
    expect(rows[0].row).not.toContain(a.token.slice(3))
    expect(JSON.stringify(await listTokens())).not.toContain(a.token.slice(3))
  })

  it('are not made for residents, who come by their phone alone', async () => {
    await expect(createToken({ ...wanted, role: 'resident' })).rejects.toMatchObject({ code: 'invalid' })
    await expect(createToken({ ...wanted, scope: { kind: 'self' } })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('are nobody’s when unknown or malformed', async () => {
    const { token } = await createToken(wanted)
    for (const text of [
      `gs_${'A'.repeat(43)}`,
      token.slice(0, -1),
      `${token}x`,
      token.toLowerCase(),
      ` ${token}`,
      '',
      'gs_',
      '\0',
      'x'.repeat(100_000),
    ])
      expect(await findViewer(text)).toBeNull()
  })

  it('end when they are revoked, by id or by name, also for a process that knows them, within 2 s', async () => {
    const [one, two, other] = [
      await createToken({ ...wanted, name: 'a' }),
      await createToken({ ...wanted, name: 'a' }),
      await createToken({ ...wanted, name: 'b' }),
    ]
    expect(await findViewer(one.token)).not.toBeNull()
    // as another process does it
    await pool().query('UPDATE access_tokens SET revoked_at = now() WHERE id = $1', [one.id])
    later(2_000)
    expect(await findViewer(one.token)).toBeNull()
    expect([...(await activeViewers([one.id, two.id, other.id, 'x'])).keys()].sort()).toEqual([two.id, other.id].sort())
    expect(await findViewer(two.token)).not.toBeNull()
    expect(await revokeToken('a')).toBe(1)
    expect(await findViewer(two.token)).toBeNull()
    expect(await revokeToken(other.id)).toBe(1)
    expect(await revokeToken(other.id)).toBe(0)
    expect(await findViewer(other.token)).toBeNull()
    expect(await activeViewers([one.id, two.id, other.id])).toEqual(new Map())
    expect((await listTokens()).filter((t) => t.name === 'a' || t.name === 'b').every((t) => t.revokedAt !== null)).toBe(true)
  })

  it('end at their expiry', async () => {
    const { token, id } = await createToken({ ...wanted, expiresAt: Date.now() + 3_600_000 })
    expect(await findViewer(token)).not.toBeNull()
    expect((await listTokens()).find((t) => t.id === id)?.expiresAt).toBeGreaterThan(Date.now())
    await pool().query(`UPDATE access_tokens SET expires_at = now() - interval '1 second' WHERE id = $1`, [id])
    later(2_000)
    expect(await findViewer(token)).toBeNull()
    expect((await activeViewers([id])).size).toBe(0)
  })

  it('are asked for once by many at once, and a fault of the database is not remembered', async () => {
    const { token } = await createToken(wanted)
    const query = vi.spyOn(pool(), 'query')
    const answers = await Promise.all(Array.from({ length: 50 }, () => findViewer(token)))
    expect(new Set(answers).size).toBe(1)
    expect(query).toHaveBeenCalledTimes(1)
    later(2_000)
    query.mockRejectedValueOnce(new Error('gone'))
    await expect(findViewer(token)).rejects.toThrow('gone')
    query.mockRestore()
    expect(await findViewer(token)).toEqual(answers[0])
  })

  it('are not made from nonsense', async () => {
    for (const fields of [
      { name: '' },
      { name: 'a\0' },
      { name: 'x'.repeat(101) },
      { role: 'king' },
      { scope: { kind: 'grids', prefixes: [] } },
      { scope: { kind: 'grids', prefixes: ['x'] } },
      { expiresAt: Number.NaN },
    ])
      await expect(createToken({ ...wanted, ...fields } as NewToken)).rejects.toMatchObject({ code: 'invalid' })
  })
})
