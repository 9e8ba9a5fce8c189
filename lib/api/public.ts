import { readSubmissionsSetting } from '@/lib/db/county-settings'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readFollowed } from '@/lib/db/submissions/followed'
import { isSubmissionKept, saveSubmission } from '@/lib/db/submissions/submissions'
import { STRANGER } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { publicRoutes } from '@/lib/domain/routes/public'
import { countTold } from './limits'
import { takePhoto } from './photos-in'
import { type Served, serveLink } from './route'
import { checkTold, nameOf, placesOf } from './telling'

/** What people without an account reach, by their links. */
export const publicServed: readonly Served[] = [
  serveLink(publicRoutes.report, 'report', async ({ link: { grid }, query }) => {
    const atlas = await loadAtlas()
    return { community: nameOf(atlas, grid), ...(await placesOf(atlas, grid, query().near)) }
  }),
  serveLink(publicRoutes.send, 'report', async ({ link, body, address }) => {
    const given = await body()
    const [atlas, now] = [await loadAtlas(), Date.now()]
    const grid = checkTold(given, link.grid, { atlas, now })
    if (!(await isSubmissionKept(given.id))) await countTold(address)
    const { perDay } = await readSubmissionsSetting()
    return { sentAt: new Date(await saveSubmission(link, given, { grid, perDay, now, by: { actor: STRANGER, address } })).toISOString() }
  }),
  serveLink(publicRoutes.photo, 'follow', async ({ link: { id, thing }, request, address }) => {
    return takePhoto({ request, address }, { own: `link:${id}`, actor: STRANGER, submission: thing ?? '' })
  }),
  serveLink(publicRoutes.follow, 'follow', async ({ link: { thing } }) => {
    const [followed, atlas] = [thing === null ? null : await readFollowed(thing), await loadAtlas()]
    if (!followed) throw new Problem('not_found', 'What was told is no longer kept.')
    const { type, community, ...rest } = followed
    const known = [...atlas.typeById.values()].find(({ code }) => code === type)
    return { ...rest, community: nameOf(atlas, community), type: type === null ? null : { code: type, name: known?.name ?? type } }
  }),
]
