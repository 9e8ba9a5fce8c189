import { loadAtlas } from '@/lib/db/ground/grids'
import { listPosterLinks, makePosterLinks, revokeLink } from '@/lib/db/links/links'
import type { Viewer } from '@/lib/domain/access'
import { DAY_MS } from '@/lib/domain/clock'
import { LINK_LEVEL, type Links, mayMakeLinks, type PosterPurpose } from '@/lib/domain/link'
import { Problem } from '@/lib/domain/problem'
import { ROLES } from '@/lib/domain/roles'
import { linkRoutes } from '@/lib/domain/routes/links'
import { ownOrigin } from './request'
import { type Served, serveViewer } from './route'

/** The page that a poster's code opens. */
const POSTER_PAGES: Record<PosterPurpose, string> = { report: '/s', order: '/o' }

/** Throws Problem('forbidden') for anybody but an administrator of an area. */
function needMaker({ role, scope }: Viewer): void {
  if (!ROLES[role].administers || scope.kind !== 'grids')
    throw new Problem('forbidden', 'Links are made by administrators, of communities of their area.')
}

async function linksOf(viewer: Viewer): Promise<Links> {
  return { links: (await listPosterLinks()).filter(({ grid }) => mayMakeLinks(viewer, grid)) }
}

/** Links by which people without an account tell what they see. */
export const linksServed: readonly Served[] = [
  serveViewer(linkRoutes.list, ({ viewer }) => {
    needMaker(viewer)
    return linksOf(viewer)
  }),
  serveViewer(linkRoutes.make, async ({ viewer, body, request, address }) => {
    needMaker(viewer)
    const { grids, days, purpose } = await body()
    const { byCode } = await loadAtlas()
    for (const code of grids) {
      if (!mayMakeLinks(viewer, code)) throw new Problem('forbidden', `The grid ${code} lies outside your area.`)
      if (byCode.get(code)?.level !== LINK_LEVEL) throw new Problem('invalid', `${code} is no community: a link is of one.`)
    }
    const made = await makePosterLinks(viewer, [...new Set(grids)], {
      until: days === undefined ? null : Date.now() + days * DAY_MS,
      address,
      purpose,
    })
    const origin = ownOrigin(request)
    return { made: made.map((link) => ({ ...link, address: `${origin}${POSTER_PAGES[purpose]}#${link.secret}` })) }
  }),
  serveViewer(linkRoutes.revoke, async ({ viewer, params, address }) => {
    needMaker(viewer)
    const { id } = params()
    const link = (await linksOf(viewer)).links.find((one) => one.id === id)
    if (!link || !(await revokeLink(viewer, link, address))) throw new Problem('not_found', 'There is no such link here that holds.')
    return linksOf(viewer)
  }),
]
