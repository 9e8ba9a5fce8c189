import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { Viewer } from '@/lib/domain/access'
import type { EventAction } from '@/lib/domain/event-actions'
import type { TransitionIn } from '@/lib/domain/transition'
import { describeEachEngine } from '@/lib/testing/database'
import { event, NOW, saveSmallCounty, viewer } from '@/lib/testing/small-county'
import { createAccount } from '../accounts/accounts'
import { activeSessions, findSession, forgetSessions } from '../accounts/sessions'
import { signIn } from '../accounts/sign-in'
import { pool } from '../engine/pool'
import { getEvent, listEvents } from '../events/event-list'
import { saveEvents } from '../events/events'
import { transitionEvent } from '../events/transitions'
import { peopleId } from './people-ids'
import { removeDemoPeople, savePeople, saveTeams } from './people-write'

const street = '411324001'
const dispatcher = viewer('dispatcher', street)
const by = { actor: { id: 'cli', name: 'root', role: null } }
const member = (name: string) => peopleId('person', 'test', name)
const person = (externalId: string, teams: string[]) => ({
  ...{ externalId, name: externalId, phone: null, idNumber: null, employer: null, teams },
  posts: [{ grid: `${street}101001`, kind: 'member' as const }],
})

async function act(who: Viewer, id: string, action: EventAction, more: Partial<TransitionIn> = {}) {
  const { revision = 0 } = (await getEvent(who, id)) ?? {}
  return transitionEvent(who, id, { requestId: randomUUID(), expectedRevision: revision, action, ...more }, { now: NOW })
}

/** A member of the grids signs in with an account of the street. */
async function signInAs(name: string): Promise<{ viewer: Viewer; cookie: string }> {
  const scope = { kind: 'grids' as const, prefixes: [street] }
  await createAccount({ username: name, name, role: 'operator', scope, memberId: member(name), password: 'Right-password-1' }, by)
  const answer = await signIn({ username: name, password: 'Right-password-1', address: null, browser: null })
  if (answer.kind !== 'opened') throw new Error(`${name} was not signed in`)
  return answer
}

describeEachEngine('teams', () => {
  beforeAll(async () => {
    await saveSmallCounty()
    const team = (id: string) => ({ id, name: id, department: null, grid: street })
    await saveTeams([team('patrol'), team('rescue')])
    await savePeople([person('anna', ['rescue', 'patrol']), person('berta', [])], { source: 'test' })
  })

  it('are parties of the members that sign in, who see and take what was given to their team', async () => {
    const [anna, berta] = [await signInAs('anna'), await signInAs('berta')]
    expect(anna.viewer.parties).toEqual([`member:${member('anna')}`, 'team:patrol', 'team:rescue'])
    expect(berta.viewer.parties).toEqual([`member:${member('berta')}`])
    const session = anna.viewer.sessionId ?? ''
    expect((await activeSessions([session])).get(session)).toEqual(anna.viewer)

    const given = event({ type: '0102' }) // sensitive: seen by those it was given to
    await saveEvents([given], { viewer: viewer(), now: NOW })
    await act(dispatcher, given.id, 'accept')
    await act(dispatcher, given.id, 'dispatch', { lead: { kind: 'team', id: 'patrol' } })
    expect(await getEvent(berta.viewer, given.id)).toBeNull()
    expect((await getEvent(anna.viewer, given.id))?.actions).toEqual(expect.arrayContaining(['take', 'hand_in']))
    expect((await listEvents(anna.viewer, { given: 'me' })).events.map((e) => e.id)).toEqual([given.id])
    await act(anna.viewer, given.id, 'take')
    expect((await act(anna.viewer, given.id, 'hand_in', { note: '已处理' })).event.state).toBe('awaiting_verification')

    // who leaves the team leaves what is its own
    await savePeople([person('anna', ['rescue'])], { source: 'test' })
    forgetSessions()
    const later = (await findSession(anna.cookie))?.viewer
    expect(later?.parties).toEqual([`member:${member('anna')}`, 'team:rescue'])
    expect((await activeSessions([session])).get(session)?.parties).toEqual(later?.parties)
    expect(later && (await getEvent(later, given.id))).toBeNull()
  })

  it('of the demonstration go with it, and their members too', async () => {
    await saveTeams([{ id: 'demo', name: '演示队', department: null, grid: street }], { demo: true })
    await savePeople([person('carla', ['demo', 'rescue'])], { source: 'test' })
    await savePeople([person('dora', ['rescue'])], { source: 'demo', demo: true })
    await removeDemoPeople()
    const { rows } = await pool().query('SELECT person_id::text AS id, team_id AS team FROM team_members ORDER BY team_id, id')
    expect(rows).toEqual([member('anna'), member('carla')].sort().map((id) => ({ id, team: 'rescue' })))
  })
})
