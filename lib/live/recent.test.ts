import { describe, expect, it } from 'vitest'
import type { EventChange } from '@/lib/domain/change'
import { makeRecent } from './recent'

const change = (revision: number): EventChange => ({ revision, number: revision, receivedAt: 0, before: null, after: null })
const batch = (since: number, revision: number) => ({
  since,
  revision,
  changes: Array.from({ length: revision - since }, (_, i) => change(since + 1 + i)),
})
const revisions = (changes: EventChange[] | null) => changes?.map((c) => c.revision) ?? null

describe('recent changes', () => {
  it('answers what came after, also from within a batch', () => {
    const recent = makeRecent(100)
    recent.push(batch(10, 13))
    recent.push(batch(13, 14))
    expect(revisions(recent.after(10))).toEqual([11, 12, 13, 14])
    expect(revisions(recent.after(12))).toEqual([13, 14])
    expect(revisions(recent.after(14))).toEqual([])
  })
  it('says when it does not know', () => {
    const recent = makeRecent(100)
    expect(recent.after(0)).toBeNull()
    recent.push(batch(10, 13))
    expect(recent.after(9)).toBeNull()
    expect(recent.after(14)).toBeNull()
    recent.clear()
    expect(recent.after(13)).toBeNull()
  })
  it('forgets the oldest, and never fewer than it should keep', () => {
    const recent = makeRecent(5)
    for (let r = 0; r < 20; r += 2) recent.push(batch(r, r + 2))
    expect(recent.after(10)).toBeNull()
    expect(revisions(recent.after(15))).toEqual([16, 17, 18, 19, 20])
  })
  it('keeps a batch that is larger than all it should keep', () => {
    const recent = makeRecent(5)
    recent.push(batch(0, 50))
    expect(revisions(recent.after(45))).toEqual([46, 47, 48, 49, 50])
  })
  it('starts anew after a hole', () => {
    const recent = makeRecent(100)
    recent.push(batch(0, 3))
    recent.push(batch(5, 6))
    expect(recent.after(2)).toBeNull()
    expect(revisions(recent.after(5))).toEqual([6])
  })
})
