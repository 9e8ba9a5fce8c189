import { listAlerts } from '@/lib/db/alerts/alert-list'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { isCode } from '@/lib/db/screens/code'
import {
  endRemote,
  grantRemote,
  listScreens,
  readScreen,
  remoteUntil,
  type ScreenRow,
  steerScreen,
  writeScreenProgram,
} from '@/lib/db/screens/screens'
import { mayReadGrid, type Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { screenRoutes } from '@/lib/domain/routes/screens'
import { mayProgram, maySteer, REMOTE_MS, type Remote, type Steer } from '@/lib/domain/screen'
import { countStops, steer } from '@/lib/domain/tour'
import { live } from '@/lib/live/live'
import { countCode, forgetCodes } from './limits'
import { type Served, servePerson, serveViewer } from './route'
import { tourPlaces, viewerOf } from './screen-world'

/** As often as another hand, or the tour itself, comes between. */
const TRIES = 5
/** Of the alerts that nobody has acknowledged, as many are looked at. */
const MAX_ALERTS = 200

async function listFor(viewer: Viewer) {
  const screens = (await listScreens()).filter(({ scope }) => mayProgram(viewer, scope))
  return { screens: screens.map(({ id, name, program }) => ({ id, name, program })) }
}

/** The screen, for somebody who may steer it and is connected. Throws Problem('not_found', 'forbidden'). */
async function connected(viewer: Viewer, id: string): Promise<{ screen: ScreenRow; until: number }> {
  const [screen, until] = await Promise.all([readScreen(id), remoteUntil(id, viewer.userId ?? '')])
  if (!maySteer(viewer, screen.scope)) throw new Problem('not_found', 'There is no such screen, or its link was revoked.')
  if (until === null) throw new Problem('forbidden', 'Type the six digits that the screen shows to connect to it.')
  return { screen, until }
}

async function tell(screen: ScreenRow, until: number): Promise<Remote> {
  const { id, name, program, state } = screen
  const [places, viewer] = [await tourPlaces(screen), viewerOf(screen)]
  const { called: _, ...standing } = state
  const firing = await listAlerts(viewer, { states: ['firing'], limit: MAX_ALERTS }, live().atlas)
  const red = firing.alerts.filter(({ colour }) => colour === 'red')
  const alerts = red.flatMap(({ id, grids: [grid], headline }) => (grid === undefined ? [] : [{ id, grid, headline }]))
  const tour = { on: program.on || state.touring, ...countStops(program, state.showing?.stop ?? null, places) }
  return { id, name, until, at: Date.now(), ...standing, tour, hotspots: [...places.hotspots], alerts }
}

/** Finds the screen by its digits among those that the viewer may steer. */
async function connect(viewer: Viewer, userId: string, code: string, address: string | null): Promise<Remote> {
  const screens = (await listScreens()).filter(({ scope }) => maySteer(viewer, scope))
  if (screens.length === 0) throw new Problem('forbidden', 'Only dispatchers and supervisors steer a screen, and only one of their own area.')
  const now = Date.now()
  await countCode(userId)
  const screen = screens.find(({ secret }) => isCode(secret, code, now))
  const entry = { actor: actorOf(viewer), action: 'screen.remote_opened', address } as const
  if (!screen) {
    await writeAudit(pool(), { ...entry, result: 'failed' })
    throw new Problem('not_found', 'No screen of your area shows these digits; they change every five minutes.')
  }
  await forgetCodes(userId)
  const until = now + REMOTE_MS
  await grantRemote(screen.id, userId, until)
  await writeAudit(pool(), { ...entry, object: { kind: 'screen', id: screen.id } })
  return tell(screen, until)
}

/** Steers a screen once more where another hand, or the tour, came between. Throws Problem('not_found', 'invalid', 'conflict'). */
async function steered(viewer: Viewer, id: string, action: Steer, address: string | null): Promise<ScreenRow> {
  for (let i = 0; i < TRIES; i++) {
    const screen = await readScreen(id)
    const grid = action.do === 'fly' ? action.grid : null
    if (grid !== null && !(live().atlas.byCode.has(grid) && mayReadGrid(viewerOf(screen), grid)))
      throw new Problem('invalid', `The screen does not show the grid ${grid}.`)
    const places = await tourPlaces(screen)
    const state = steer(screen.state, action, viewer.name, { program: screen.program, places, now: Date.now() })
    const revision = await steerScreen(viewer, screen, state, action, address)
    if (revision !== null) return { ...screen, state, revision }
  }
  throw new Problem('conflict', 'The screen is being steered by others as well; try again.')
}

/** Walls: what they show by themselves, and the remote that steers them. */
export const screensServed: readonly Served[] = [
  serveViewer(screenRoutes.list, ({ viewer }) => {
    if (viewer.role === 'screen') throw new Problem('forbidden', 'A screen is told what it shows, and of no other.')
    return listFor(viewer)
  }),
  serveViewer(screenRoutes.program, async ({ viewer, params, body, address }) => {
    const { id } = params()
    const screen = await readScreen(id)
    if (!mayProgram(viewer, screen.scope)) throw new Problem('forbidden', 'Only administrators and supervisors of its area say what a screen shows.')
    await writeScreenProgram(viewer, id, await body(), address)
    return listFor(viewer)
  }),
  servePerson(screenRoutes.connect, async ({ person: { viewer }, body, address }) => {
    const { code } = await body()
    return connect(viewer, viewer.userId ?? viewer.id, code, address)
  }),
  servePerson(screenRoutes.remote, async ({ person: { viewer }, params }) => {
    const { screen, until } = await connected(viewer, params().id)
    return tell(screen, until)
  }),
  servePerson(screenRoutes.steer, async ({ person: { viewer }, params, body, address }) => {
    const { id } = params()
    const { until } = await connected(viewer, id)
    return tell(await steered(viewer, id, await body(), address), until)
  }),
  serveViewer(screenRoutes.past, async ({ viewer, body, address }) => {
    if (viewer.role !== 'screen' || viewer.scope.kind !== 'grids')
      throw new Problem('forbidden', 'At a keyboard only a screen that is opened by its link is put into the past; /replay is for people.')
    await steered(viewer, viewer.id, await body(), address)
    return undefined
  }),
  servePerson(screenRoutes.disconnect, async ({ person: { viewer }, params }) => {
    await endRemote(params().id, viewer.userId ?? '')
    return undefined
  }),
]
