import { describe, expect, it } from 'vitest'
import { awaitedPost, countdown, nextStep, rungPlace } from './ladder-words'

const NOW = Date.UTC(2026, 10, 24, 6)
const escalation = { step: 1, rung: 'level4', calledAt: null, nextAt: new Date(NOW + 773_000).toISOString(), next: 'level3' } as const

describe('the words of a ladder', () => {
  it('count down to the second, with hours where there are any, and never below zero', () => {
    expect([773_000, 3_909_900, 0, -5_000].map(countdown)).toEqual(['12:53', '1:05:09', '00:00', '00:00'])
  })
  it('say what comes next and in how long', () => {
    expect(nextStep({ state: 'firing', escalation }, NOW)).toEqual({ left: '12:53', words: '后升至小' })
    expect(nextStep({ state: 'firing', escalation: { ...escalation, next: null } }, NOW)?.words).toBe('后再次通知')
    expect(nextStep({ state: 'acknowledged', escalation }, NOW)?.words).toBe('后重新待签收')
    for (const none of [{ ...escalation, nextAt: null }, undefined]) expect(nextStep({ state: 'firing', escalation: none }, NOW)).toBe(null)
    expect(nextStep({ state: 'resolved', escalation }, NOW)).toBe(null)
  })
  it('name posts and places', () => {
    expect([awaitedPost({ escalation }), awaitedPost({})]).toEqual(['待子网格网格长签收', '待值班人员签收'])
    const words = { pathOf: (grid: string) => [{ code: grid, name: `${grid}号院` }] }
    expect(rungPlace({ rung: 'level4', grids: ['3'] }, words)).toEqual({ title: '3号院', post: '网格长' })
    expect(rungPlace({ rung: 'level4', grids: ['3', '4'] }, words)).toEqual({ title: '2 个子网格', post: '网格长' })
    expect(rungPlace({ rung: 'leader', grids: [] }, words)).toEqual({ title: '带班领导', post: '' })
  })
})
