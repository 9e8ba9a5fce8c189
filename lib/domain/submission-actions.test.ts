import { describe, expect, it } from 'vitest'
import type { Viewer } from './access'
import { take } from './machine'
import { SubmissionIn, timeFault } from './submission'
import { SUBMISSIONS, type SubmissionKinds, type SubmissionLife } from './submission-actions'

const COMMUNITY = '411324001101'
const waiting: SubmissionLife = { state: 'submitted', community: COMMUNITY, type: null, answer: null, decidedAt: null, decidedBy: null }
const by = (role: Viewer['role'], prefix = '411324001'): Viewer => ({ id: 'ann', name: 'Ann', role, scope: { kind: 'grids', prefixes: [prefix] } })
const act = (action: SubmissionKinds['Action'], said: SubmissionKinds['Said'] = {}, subject = waiting, actor = by('dispatcher')) =>
  take<SubmissionKinds>(SUBMISSIONS, action, { subject, said, actor, now: 7, rules: {} })

describe('what residents sent', () => {
  it('is taken over or refused, once', () => {
    const taken = act('take_over', { type: '0501' })
    expect(taken).toEqual({ ok: true, subject: { ...waiting, state: 'taken_over', decidedAt: 7, decidedBy: 'ann' } })
    const refused = act('refuse', { answer: '不在本社区' })
    expect(refused).toMatchObject({ ok: true, subject: { state: 'refused', answer: '不在本社区' } })
    for (const one of [taken, refused])
      if (one.ok) expect(act('take_over', { type: '0501' }, one.subject)).toMatchObject({ ok: false, code: 'conflict' })
  })
  it('needs a type, of the resident or of the dispatcher, and a refusal an answer', () => {
    expect(act('take_over')).toMatchObject({ ok: false, code: 'invalid' })
    expect(act('take_over', {}, { ...waiting, type: '0501' }).ok).toBe(true)
    expect(act('refuse')).toMatchObject({ ok: false, code: 'invalid' })
  })
  it('is for dispatchers whose area holds the community', () => {
    for (const role of ['operator', 'supervisor', 'administrator', 'viewer'] as const)
      expect(act('take_over', { type: '0501' }, waiting, by(role))).toMatchObject({ ok: false, code: 'forbidden' })
    for (const prefix of ['411324002', `${COMMUNITY}001`])
      expect(act('take_over', { type: '0501' }, waiting, by('dispatcher', prefix))).toMatchObject({ ok: false, code: 'forbidden' })
    expect(act('take_over', { type: '0501' }, waiting, by('dispatcher', COMMUNITY)).ok).toBe(true)
  })
})

describe('what is taken in', () => {
  const told = { id: 'd1b7a3f8-6f4f-4a0e-9d0e-0f7b6b3c1a11', follow: `gsl_${'x'.repeat(43)}`, occurredAt: '2026-11-24T08:00:00+08:00' }
  const reads = (more: object) => SubmissionIn.safeParse({ ...told, ...more }).success
  it('says something, by a type or in words', () => {
    expect(reads({})).toBe(false)
    expect(reads({ words: '   ' })).toBe(false)
    expect(reads({ type: '0501' })).toBe(true)
    expect(reads({ words: '路灯不亮' })).toBe(true)
  })
  it.each([
    ['a field that no person fills in', { words: 'w', website: 'https://example.org' }],
    ['a secret that is none', { words: 'w', follow: 'gsl_short' }],
    ['a number of several lines', { words: 'w', contact: '138\n12345678' }],
    ['words without end', { words: 'w'.repeat(1_001) }],
    ['a place that is none', { words: 'w', position: [200, 33] }],
  ])('refuses %s', (_, more) => expect(reads(more)).toBe(false))
  it('takes a month of the past, and ten minutes of a clock that is ahead', () => {
    const [now, minute] = [Date.UTC(2026, 10, 24), 60_000]
    expect([9, -29 * 1_440, 11, -31 * 1_440].map((minutes) => timeFault(now + minutes * minute, now) === null)).toEqual([true, true, false, false])
  })
})
