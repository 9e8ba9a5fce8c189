import { markLook, readLook, takeLookBack } from '@/lib/db/accounts/desk-looks'
import { countSince, listSince } from '@/lib/db/events/since-looked'
import { type Look, lookedSince } from '@/lib/domain/look'
import { lookRoutes } from '@/lib/domain/routes/look'
import { live } from '@/lib/live/live'
import { inBudget } from './request'
import { type PersonCall, type Served, servePerson } from './route'
import { auditListRead } from './words-read'

async function giveLook(call: PersonCall): Promise<Look> {
  const now = Date.now()
  await live().settled()
  const mark = await readLook(call.viewer.id)
  const since = lookedSince(mark, now)
  const counts = await inBudget('list', call, () => countSince(call.viewer, since, now))
  return { since: new Date(since).toISOString(), marked: mark !== null, counts }
}

export const lookServed: readonly Served[] = [
  servePerson(lookRoutes.read, giveLook),
  servePerson(lookRoutes.mark, async (call) => {
    await markLook(call.viewer.id, Date.now())
    return giveLook(call)
  }),
  servePerson(lookRoutes.takeBack, async (call) => {
    await takeLookBack(call.viewer.id)
    return giveLook(call)
  }),
  servePerson(lookRoutes.list, async (call) => {
    const { viewer, address } = call
    const now = Date.now()
    await live().settled()
    const since = lookedSince(await readLook(viewer.id), now)
    const { part } = call.params()
    const events = await inBudget('list', call, () => listSince(viewer, part, since, now))
    await auditListRead({ viewer, address }, 'list', events)
    return { since: new Date(since).toISOString(), events }
  }),
]
