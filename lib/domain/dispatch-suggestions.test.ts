import { describe, expect, it } from 'vitest'
import { type Candidate, suggestParties } from './dispatch-suggestions'

const asked = { type: '0501', leads: ['环卫', '城管'], position: [112.2, 33] as [number, number] }
const none = { department: null, skills: [], posts: [], place: null }
const department = (id: string): Candidate => ({ ...none, party: { kind: 'department', id }, name: id })
const team = (id: string, more: Partial<Candidate> = {}): Candidate => ({ ...none, party: { kind: 'team', id }, name: id, ...more })
const member = (id: string, more: Partial<Candidate> = {}): Candidate => ({ ...none, party: { kind: 'member', id }, name: id, ...more })
const ids = (candidates: Candidate[], loads: Record<string, number> = {}) =>
  suggestParties(candidates, asked, new Map(Object.entries(loads))).map(({ party }) => party.id)

describe('suggestions of a dispatch', () => {
  it('say each reason that holds, with metres as the crow flies and the load of 14 days', () => {
    const near = team('综合巡查队', { department: '城管', skills: ['city', 'fire'], place: [112.2, 33.009] })
    expect(suggestParties([near], asked, new Map([['team:综合巡查队', 4]]))).toEqual([
      {
        party: { kind: 'team', id: '综合巡查队' },
        name: '综合巡查队',
        reasons: [
          { kind: 'led_by', department: '城管' },
          { kind: 'skill', skills: ['city'] },
          { kind: 'distance', metres: 1001 },
          { kind: 'load', given: 4, days: 14 },
        ],
      },
    ])
  })
  it('name nobody without a reason but being near and idle', () => {
    expect(ids([team('调解队', { skills: ['mediation'], place: [112.2, 33] }), member('闲人'), department('民政')])).toEqual([])
  })
  it('hold one department, two teams and two people at most, whom the type names first', () => {
    const teams = ['a', 'b', 'c'].map((id) => team(id, { skills: ['cleaning'] }))
    const members = ['x', 'y', 'z'].map((id) => member(id, { posts: ['member'] }))
    expect(ids([...teams, ...members, department('城管'), department('环卫')])).toEqual(['环卫', 'x', 'y', 'a', 'b'])
  })
  it('prefer who is nearer, then who has less to do', () => {
    const at = (id: string, lat: number) => team(id, { skills: ['cleaning'], place: [112.2, lat] })
    expect(ids([at('远', 33.015), at('近', 33.001)])).toEqual(['近', '远'])
    const equal = [member('忙', { posts: ['member'] }), member('闲', { posts: ['member'] })]
    expect(ids(equal, { 'member:忙': 6 })).toEqual(['闲', '忙'])
  })
  it('take the post that knows the grid best, and say nothing of metres where the event has no place', () => {
    const both = member('两职', { posts: ['chief', 'member'], place: [112.2, 33] })
    expect(suggestParties([both], { ...asked, position: null }, new Map())[0]?.reasons).toEqual([
      { kind: 'post', post: 'member' },
      { kind: 'load', given: 0, days: 14 },
    ])
  })
})
