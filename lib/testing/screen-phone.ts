import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import * as z from 'zod/mini'
import { Viewer } from '@/lib/domain/access'
import { civilDate } from '@/lib/domain/clock'
import { partyOf } from '@/lib/domain/life'
import { gridsight } from './cli'
import { type Ask, byToken } from './screen-hands'

/** Whose phone it is: of somebody who is in a branch, of a rider, or of a household. */
export type PhoneOf = 'member' | 'rider' | 'household'

const Token = z.looseObject({ token: z.string() })
const Units = z.object({ units: z.array(z.looseObject({ id: z.string() })) })
const Unit = z.looseObject({ revision: z.int(), people: z.array(z.looseObject({ person: z.string() })) })
const Households = z.looseObject({ households: z.array(z.looseObject({ id: z.string() })) })
const Bound = z.looseObject({ residents: z.array(z.unknown()) })
const Code = z.looseObject({ code: z.string() })
const Taken = z.looseObject({ caseNumber: z.string() })
const Revision = z.looseObject({ revision: z.int() })

/** An administrator, by a token that the command line makes beside the server of this data folder. */
async function administrator(origin: string, folder: string | null): Promise<Ask> {
  if (folder === null) throw new Error('--accounts tells no data folder')
  const wanted = ['token', 'create', '--name', 'pictures', '--role', 'administrator', '--within', 'all', '--json']
  const made = await gridsight(wanted, { DATA_DIR: folder })
  if (made.code !== 0) throw new Error(made.err)
  return byToken(origin, Token.parse(JSON.parse(made.out)).token)
}

/** What the phones of pictures need: the data folder of the server, how its people are asked as, and what time it is there. */
type World = { folder: string | null; as(username: string): Promise<Ask>; now: number }

/** Makes a browser the phone of a resident, invited by whoever may, who has reported something. */
export async function bindPhone(page: Page, origin: string, of: PhoneOf, world: World): Promise<void> {
  const all = await administrator(origin, world.folder)
  await all('/api/settings', z.unknown(), { residents: { on: true } }, 'PUT')
  const { request } = page.context()
  const send = async (at: string, data: object) => {
    const answer = await request.post(`${origin}${at}`, { data, headers: { origin } })
    if (!answer.ok()) throw new Error(`${at} was refused with ${answer.status()}`)
  }
  const bind = (code: string, name: string) => send('/api/my/binding', { code, name, pin: '902714' })
  const report = async (words: string, minutesAgo: number): Promise<string> => {
    const id = randomUUID()
    await send('/api/my/reports', { id, occurredAt: new Date(world.now - minutesAgo * 60_000).toISOString(), words })
    return id
  }
  if (of === 'household') {
    const [member, dispatcher] = [await world.as('operator'), await world.as('dispatcher')]
    const [household] = (await member('/api/households?limit=1', Households)).households
    await bind((await member(`/api/households/${household?.id}/invitations`, Code, {})).code, '孙桂兰')
    await mend(await report('楼道灯不亮', 90), member, dispatcher, ['take', 'hand_in', 'verify'])
    await mend(await report('井盖坏了', 60), member, dispatcher, ['take'])
    await report('西门口垃圾三天没清', 20)
    return
  }
  const unitOf = async (kind: 'joint_branch' | 'new_workers') => {
    const [unit] = (await all(`/api/units?kind=${kind}&limit=1`, Units)).units
    return `/api/units/${unit?.id}`
  }
  const branch = await unitOf('joint_branch')
  const { people } = await all(branch, Unit)
  // whoever has a phone from a run before would lose it, which needs a code that no token gives
  const isFree = async (person: string) => (await all(`${branch}/people/${person}/residents`, Bound)).residents.length === 0
  let person: string | undefined
  for (const one of people.slice(of === 'rider' ? 1 : 0)) if (person === undefined && (await isFree(one.person))) person = one.person
  if (of === 'rider') {
    // of the demonstration nobody is in a committee of riders
    const riders = await unitOf('new_workers')
    const { revision, people: there } = await all(riders, Unit)
    const join = { requestId: randomUUID(), action: 'join', expectedRevision: revision, person, role: 'member', from: civilDate(world.now) }
    if (!there.some((one) => one.person === person)) await all(`${riders}/members`, z.unknown(), join)
  }
  const { code } = await all(`${branch}/people/${person}/invitations`, Code, {})
  await bind(code, of === 'rider' ? '小周' : '王师傅')
  await report('3 号楼东侧路灯不亮', 1)
}

/** Has what a resident reported taken over by the dispatcher, given to the grid member, and these steps done with it. */
async function mend(submission: string, member: Ask, dispatcher: Ask, steps: readonly ('take' | 'hand_in' | 'verify')[]): Promise<void> {
  const takeOver = { requestId: randomUUID(), action: 'take_over', type: '0503' }
  const { caseNumber } = await dispatcher(`/api/submissions/${submission}/transitions`, Taken, takeOver)
  const act = async (by: Ask, action: string, said: object = {}) => {
    const { revision } = await by(`/api/events/${caseNumber}`, Revision)
    await by(`/api/events/${caseNumber}/transitions`, z.unknown(), { requestId: randomUUID(), action, expectedRevision: revision, ...said })
  }
  const [party] = (await member('/api/session', Viewer)).parties ?? []
  await act(dispatcher, 'accept')
  await act(dispatcher, 'dispatch', { lead: partyOf(party ?? '') })
  for (const step of steps) await act(step === 'verify' ? dispatcher : member, step, step === 'hand_in' ? { note: '已修好' } : {})
}
