import { readPreferences, writePreferences } from '@/lib/db/reach/preferences'
import { readBrowsers, removeBrowser, saveBrowser, testBrowser } from '@/lib/db/reach/push-browsers'
import { readPushKeys } from '@/lib/db/reach/push-keys'
import type { PushState } from '@/lib/domain/push'
import { reachRoutes } from '@/lib/domain/routes/reach'
import { type Served, servePerson } from './route'

async function givePush(userId: string, current?: string): Promise<PushState> {
  const { publicKey } = await readPushKeys()
  return { publicKey, browsers: await readBrowsers(userId), ...(current !== undefined && { current }) }
}

export const reachServed: readonly Served[] = [
  servePerson(reachRoutes.preferences, ({ viewer }) => readPreferences(viewer.id)),
  servePerson(reachRoutes.prefer, async ({ body, viewer, address }) => {
    await writePreferences(viewer, await body(), { now: Date.now(), address })
    return readPreferences(viewer.id)
  }),
  servePerson(reachRoutes.push, ({ viewer }) => givePush(viewer.id)),
  servePerson(reachRoutes.subscribe, async ({ request, body, viewer, address }) => {
    const browser = request.headers.get('user-agent')
    return givePush(viewer.id, await saveBrowser(viewer, await body(), { now: Date.now(), address, browser }))
  }),
  servePerson(reachRoutes.unsubscribe, async ({ params, viewer, address }) => {
    await removeBrowser(viewer, params().id, { now: Date.now(), address })
    return givePush(viewer.id)
  }),
  servePerson(reachRoutes.testPush, async ({ params, viewer, address }) => {
    await testBrowser(viewer, params().id, { now: Date.now(), address })
    return givePush(viewer.id)
  }),
]
