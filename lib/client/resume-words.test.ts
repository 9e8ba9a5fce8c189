import { expect, it } from 'vitest'
import type { AlertAction } from '@/lib/domain/alert-actions'
import { en } from './messages/alerts.en'
import { resumesText } from './resume-words'

const ALL = ['unacknowledge', 'assign', 'escalate', 'comment', 'silence', 'resolve', 'verdict'] satisfies AlertAction[]
const NOW = Date.UTC(2026, 10, 24, 6)
const escalation = { step: 1, rung: 'level4', calledAt: null, next: 'level3' } as const

it('it is said until when whoever acknowledged it must have done something, with the day where that is another', () => {
  const acknowledged = (nextAt: string | null) => ({ state: 'acknowledged', escalation: { ...escalation, nextAt }, actions: ALL }) as const
  expect(resumesText(acknowledged('2026-11-24T06:10:00Z'), NOW)).toBe('14:10 前指派、备注、静默、定性或解除，否则重新待签收')
  expect(resumesText(acknowledged('2026-11-24T16:10:00Z'), NOW)).toMatch(/^11-25 00:10 前/)
  expect(resumesText({ ...acknowledged('2026-11-24T06:10:00Z'), actions: ['assign', 'escalate', 'comment'] }, NOW)).toBe(
    '14:10 前指派或备注，否则重新待签收',
  )
  expect(en.ladder.resumes('14:10', en.ladder.or('Assign, Comment', 'Resolve'))).toBe(
    'Assign, Comment or Resolve by 14:10, or it waits for acknowledgement again',
  )
  // something was done, nobody has acknowledged it, it calls nobody by itself, or the viewer can do nothing with it
  const still = acknowledged('2026-11-24T06:10:00Z')
  for (const none of [acknowledged(null), { ...still, state: 'firing' as const }, { ...still, escalation: undefined }, { ...still, actions: [] }])
    expect(resumesText(none, NOW)).toBe(null)
})
