import { expect, it } from 'vitest'
import type { EventDetail } from '@/lib/domain/event-detail'
import { atItOf, heldOf } from './at-it'
import { eventWords } from './words'

const now = Date.parse('2026-11-24T06:32:00Z')
const words = eventWords([], {}, 'plain')
let revision = 0
const step = (action: EventDetail['timeline'][number]['action'], actor: string | null): EventDetail['timeline'][number] => ({
  ...{ revision: ++revision, at: '2026-11-24T02:00:00Z', action, role: 'dispatcher', actor, from: 'handling', to: 'handling' },
  ...{ deadlineBefore: null, deadlineAfter: null, note: null, reason: null, detail: {} },
})
const event = (fields: Partial<Parameters<typeof atItOf>[0]>): Parameters<typeof atItOf>[0] => ({
  ...{ timeline: [], supervision: null, source: '随手拍', occurredAt: '2026-11-24T01:00:00Z', partyNames: {} },
  ...fields,
})
const told = (fields: Partial<Parameters<typeof atItOf>[0]>) => atItOf(event(fields), words, now).map(({ part, name, line }) => [part, name, line])

it('tells who leads, assists, dispatched, supervises and reported, in this order', () => {
  const supervision = {
    ...{ card: 'red' as const, supervisor: '李伟', mine: false, deadline: '2026-11-24T09:00:00Z' },
    ...{ demandedReply: null, at: '2026-11-24T03:00:00Z', reply: null },
  }
  expect(
    told({
      ...{ lead: { kind: 'department', id: '市政养护' }, assisting: [{ kind: 'team', id: 't' }], partyNames: { 'team:t': '交警二中队' } },
      ...{ timeline: [step('take', '赵*'), step('dispatch', '何静')].toReversed(), supervision, reporter: '孙*', words: 'masked' },
    }),
  ).toEqual([
    ['lead', '市政养护', '尚未签收'],
    ['assisting', '交警二中队', '协办'],
    ['dispatcher', '何静', '派单 11-24 10:00'],
    ['supervisor', '李伟', '督办，11-24 17:00 前回复'],
    ['reporter', '孙*', '上报 11-24 09:00'],
  ])
})

it('counts it as taken only since it was given to whom it is now, and names no reporter whose name is withheld', () => {
  const lead = { kind: 'department', id: '城管' } as const
  expect(told({ lead, timeline: [step('dispatch', '何静'), step('take', '赵*')], reporter: '孙*', words: 'withheld' })).toEqual([
    ['lead', '城管', '已签收 赵* · 11-24 10:00'],
    ['dispatcher', '何静', '派单 11-24 10:00'],
    ['reporter', '随手拍', '上报 11-24 09:00'],
  ])
  // a screen, or whoever reads no names, is told none
  expect(told({ timeline: [step('dispatch', null)] })).toEqual([['reporter', '随手拍', '上报 11-24 09:00']])
})

it('tells who had it at each stage of its source, those of one party as one', () => {
  const stage = (action: EventDetail['stages'][number]['action'], at: string, fields: Partial<EventDetail['stages'][number]> = {}) => ({
    ...{ action, at, receivedAt: null, party: null, assisting: [], deadline: null, satisfied: null, solved: null, card: null, words: null },
    ...fields,
  })
  const city = { kind: 'department', id: '城管' } as const
  const team = { kind: 'team', id: 't' } as const
  const stages = [
    stage('accept', '01'),
    stage('dispatch', '02', { party: city, assisting: [team] }),
    stage('take', '03', { party: city }),
    stage('remind', '04'),
    stage('return', '05', { party: city }),
    stage('dispatch', '06', { party: team }),
    stage('hand_in', '07', { party: team }),
    stage('dispatch', '08', { party: city }),
  ]
  expect(
    heldOf({ stages, partyNames: { 'team:t': '一队' } }, words).map((held) => [held.name, held.assisting, held.stages.map(({ at }) => at)]),
  ).toEqual([
    ['城管', ['一队'], ['02', '03', '05']],
    ['一队', [], ['06', '07']],
    ['城管', [], ['08']],
  ])
  // whoever reads no parties is told none
  expect(heldOf({ stages: [stage('accept', '01'), stage('dispatch', '02')] }, words)).toEqual([])
})
