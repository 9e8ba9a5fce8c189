import { Problem } from '@/lib/domain/problem'
import type { Method } from '@/lib/domain/route'
import { serverRoutes } from '@/lib/domain/routes/server'
import { runtime } from '@/lib/live/runtime'
import { nextSlice, Slices } from '@/lib/live/slices'
import { accountsServed } from './accounts'
import { administrationServed } from './administration'
import { alertsServed } from './alerts'
import { authServed } from './auth'
import { basemapServed } from './basemap'
import { boardServed } from './board'
import { dutiesServed } from './duties'
import { eventsServed } from './events'
import { exportsServed } from './exports'
import { groundServed } from './ground'
import { importsServed } from './imports'
import { countPublic } from './limits'
import { linksServed } from './links'
import { lookServed } from './look'
import { myServed } from './my'
import { myOrdersServed } from './my-orders'
import { myPlacesServed } from './my-places'
import { openApi } from './openapi'
import { ordersServed } from './orders'
import { peopleServed } from './people'
import { placesServed } from './places'
import { publicServed } from './public'
import { publicOrdersServed } from './public-orders'
import { questionsServed } from './questions'
import { reachServed } from './reach'
import { replayServed } from './replay'
import { reportsServed } from './reports'
import { type Ask, answerSafely, Whole } from './request'
import { residentsServed } from './residents'
import { rosterServed } from './roster'
import { type Served, servePublic } from './route'
import { screensServed } from './screens'
import { searchServed } from './search'
import { serverServed } from './server'
import { serviceFiguresServed } from './service-figures'
import { silencesServed } from './silences'
import { sourcesServed } from './sources'
import { submissionsServed } from './submissions'
import { suggestionsServed } from './suggestions'
import { unitsServed } from './units'
import { viewsServed } from './views'
import { webhooksServed } from './webhooks'

/** The description of all of them as it is sent, made when it is first asked for: half a megabyte. */
let described: Promise<Buffer> | undefined

async function describeRoutes(): Promise<Buffer> {
  const routes = served.map(({ route }) => route)
  return Buffer.from(JSON.stringify(await new Slices('openapi').run(openApi(routes, runtime().version))))
}

/** Every route of the API. A resource is one line here. */
export const served: readonly Served[] = [
  ...serverServed,
  ...boardServed,
  ...groundServed,
  ...replayServed,
  ...eventsServed,
  ...alertsServed,
  ...silencesServed,
  ...questionsServed,
  ...reachServed,
  ...lookServed,
  ...rosterServed,
  ...sourcesServed,
  ...webhooksServed,
  ...reportsServed,
  ...peopleServed,
  ...importsServed,
  ...searchServed,
  ...exportsServed,
  ...viewsServed,
  ...screensServed,
  ...submissionsServed,
  ...linksServed,
  ...publicServed,
  ...publicOrdersServed,
  ...placesServed,
  ...ordersServed,
  ...dutiesServed,
  ...serviceFiguresServed,
  ...residentsServed,
  ...unitsServed,
  ...suggestionsServed,
  ...myServed,
  ...myPlacesServed,
  ...myOrdersServed,
  ...administrationServed,
  ...authServed,
  ...accountsServed,
  ...basemapServed,
  servePublic(serverRoutes.openApi, async ({ address, request }) => {
    await countPublic(address)
    await nextSlice(address ?? 'unknown', request.signal)
    described ??= describeRoutes().catch((error: unknown) => {
      described = undefined
      throw error
    })
    return new Whole(await described, { headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } })
  }),
]

type Place = Readonly<Partial<Record<Method, Served>>>
/** A part of a path: a word, or what stands there, to the end where it is a `rest`. */
type Part = { word: string } | { name: string; rest: boolean }
const partOf = (part: string): Part => {
  const [, name, rest] = /^\{(\w+)(\.{3})?\}$/.exec(part) ?? []
  return name === undefined ? { word: part } : { name, rest: rest !== undefined }
}

/** The routes of a path without variable parts, and those of the others in the order of the table. */
const fixed = new Map<string, Place>()
const variable: { path: string; parts: readonly Part[]; place: Place }[] = []
for (const one of served) {
  const { method, path } = one.route
  if (!path.includes('{')) {
    fixed.set(path, { ...fixed.get(path), [method]: one })
    continue
  }
  const known = variable.find((one) => one.path === path)
  if (known) known.place = { ...known.place, [method]: one }
  else variable.push({ path, parts: path.split('/').map(partOf), place: { [method]: one } })
}

type FoundPlace = { place: Place; params: Readonly<Record<string, string | readonly string[]>> }

/** The routes at a path, and what stands in its variable parts; null where there is none. */
function findPlace(pathname: string): FoundPlace | null {
  const place = fixed.get(pathname)
  if (place) return { place, params: {} }
  const asked = pathname.split('/')
  for (const { parts, place } of variable) {
    const params = match(parts, asked)
    if (params) return { place, params }
  }
  return null
}

function match(parts: readonly Part[], asked: readonly string[]): FoundPlace['params'] | null {
  const params: Record<string, string | string[]> = {}
  for (const [i, part] of parts.entries()) {
    const given = decoded(asked[i] ?? '')
    if (given === '' && i > 0) return null
    if ('word' in part) {
      if (given !== part.word) return null
    } else if (part.rest) {
      const all = asked.slice(i).map(decoded)
      return all.includes('') ? null : { ...params, [part.name]: all }
    } else params[part.name] = given
  }
  return asked.length === parts.length ? params : null
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A route, and what stands in the variable parts of the path that was asked for. */
export type Found = { one: Served; params: FoundPlace['params'] }

/** The route that answers exactly this method at this path; null where there is none. */
export function findRoute(method: string, pathname: string): Found | null {
  const found = findPlace(pathname)
  const one = found && Object.values(found.place).find(({ route }) => route.method === method)
  return one ? { one, params: found.params } : null
}

/** Answers a request to any address of the API: HEAD as GET, OPTIONS and methods that the place does not have with those that it has. */
export function answer(request: Ask): Promise<Response> {
  const { pathname } = new URL(request.url)
  const found = findRoute(request.method === 'HEAD' ? 'GET' : request.method, pathname)
  if (found) return found.one.answer(request, found.params)
  const place = findPlace(pathname)
  if (!place)
    return answerSafely('unknown', request, () => {
      throw new Problem('not_found', 'There is nothing at this address; see /api/openapi.json.')
    })
  const allow = Object.keys(place.place)
  return answerSafely('other', request, ({ request: { method } }) => {
    if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow: allow.join(', ') } })
    throw new Problem('method_not_allowed', `${method} is not possible here, only ${allow.join(', ')}.`, { allow })
  })
}
