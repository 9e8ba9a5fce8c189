import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import * as z from 'zod/mini'
import { gridsight } from './cli'

const Token = z.looseObject({ token: z.string() })
const Units = z.object({ units: z.array(z.looseObject({ id: z.string() })) })
const Unit = z.looseObject({ people: z.array(z.looseObject({ person: z.string() })) })
const Mine = z.looseObject({ reports: z.array(z.unknown()) })
const Code = z.looseObject({ code: z.string() })

/** A token of an administrator, made by the command line beside the server of this data folder. */
export async function makeToken(folder: string | null): Promise<string> {
  if (folder === null) throw new Error('--accounts tells no data folder')
  const made = await gridsight(['token', 'create', '--name', 'pictures', '--role', 'administrator', '--within', 'all', '--json'], {
    DATA_DIR: folder,
  })
  if (made.code !== 0) throw new Error(made.err)
  return Token.parse(JSON.parse(made.out)).token
}

/** Makes a browser the phone of somebody who is in a unit, invited by whoever has this token, who has reported something. */
export async function bindPhone(page: Page, origin: string, { token, now }: { token: string; now: number }): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const ask = async (at: string, init: RequestInit = {}): Promise<unknown> => {
    const answer = await fetch(new URL(at, origin), { headers, ...init })
    if (!answer.ok) throw new Error(`${at} answered ${answer.status}`)
    return answer.json()
  }
  await ask('/api/settings', { method: 'PUT', body: JSON.stringify({ residents: { on: true } }) })
  const [unit] = Units.parse(await ask('/api/units?kind=joint_branch&limit=1')).units
  const [member] = Unit.parse(await ask(`/api/units/${unit?.id}`)).people
  const { code } = Code.parse(await ask(`/api/units/${unit?.id}/people/${member?.person}/invitations`, { method: 'POST' }))
  const { request } = page.context()
  const send = async (at: string, data: object) => {
    const answer = await request.post(`${origin}${at}`, { data, headers: { origin } })
    if (!answer.ok()) throw new Error(`${at} answered ${answer.status()}`)
  }
  await send('/api/my/binding', { code, name: '王师傅', pin: '902714' })
  const { reports } = Mine.parse(await (await request.get(`${origin}/api/my`)).json())
  // bound again, they have reported already
  if (reports.length === 0)
    await send('/api/my/reports', { id: randomUUID(), occurredAt: new Date(now - 60_000).toISOString(), words: '3 号楼东侧路灯不亮' })
}
