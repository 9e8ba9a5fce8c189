import { readResidentsSetting } from '@/lib/db/county-settings'
import { type BoundResident, readResident } from '@/lib/db/residents/residents'
import { Problem } from '@/lib/domain/problem'
import type { Route } from '@/lib/domain/route'
import { countRequest } from './limits'
import { type Call, enterRead, identifyRequest, type OpenCall } from './request'

/** A request of a resident who signed in on their phone. */
export type ResidentCall = Call & { resident: BoundResident }

/** Throws Problem('forbidden') while residents are switched off. */
export async function needResidents(): Promise<void> {
  if (!(await readResidentsSetting()).on) throw new Problem('forbidden', 'The county has not switched this on.')
}

/**
 * Who comes as a resident: by the session of their phone alone. Whose binding was ended, or whose household or person has left, is nobody here. Throws Problem
 * `unauthenticated`, `forbidden` for anybody else and while residents are switched off (but where the route is open then), and what `identifyRequest` throws.
 */
export async function enterResident(call: OpenCall, { method, whileOff }: Pick<Route, 'method' | 'whileOff'>): Promise<ResidentCall> {
  const { viewer, by } = await identifyRequest(call.request)
  if (by !== 'account' || viewer.role !== 'resident') throw new Problem('forbidden', 'This is for residents, of what is their own.')
  await countRequest(viewer.id)
  if (!whileOff) await needResidents()
  const resident = await readResident(viewer.id)
  if (!resident) throw new Problem('unauthenticated', 'This phone is bound to nobody any more.')
  return { ...call, viewer, resident, ...(method === 'GET' && { leave: await enterRead(viewer.id, call.request.signal) }) }
}
