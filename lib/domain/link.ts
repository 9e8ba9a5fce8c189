import * as z from 'zod/mini'
import { mayReadGrid, type Viewer } from './access'
import { GridCode } from './grid'
import { ROLES } from './roles'

/**
 * What a link (链接令牌) is good for, and nothing else: telling what one has seen in a community (随手拍), following one's own telling, asking for a service,
 * reading something published. It reaches `/api/public/*` only.
 */
export const LinkPurpose = z.enum(['report', 'follow', 'order', 'published'])
export type LinkPurpose = z.infer<typeof LinkPurpose>

/** What a poster's link is good for: telling what one has seen, or asking for a service. */
export const PosterPurpose = z.enum(['report', 'order'])
export type PosterPurpose = z.infer<typeof PosterPurpose>

/** `gsl_` and 32 random bytes in base64url: other than a token's, so that neither is ever taken for the other. */
export const LinkSecret = z.string().check(z.regex(/^gsl_[A-Za-z0-9_-]{43}$/))

/** The level of grids that have links: 中, a community or village. */
export const LINK_LEVEL = 2
/** As many links as are made at once: those of a county's communities. */
const MAX_GRIDS = 100

/** A link as lists show it, never its secret. Times are RFC 3339; `uses` counts what was sent by it. */
export const Link = z.object({
  id: z.uuid(),
  purpose: PosterPurpose,
  grid: GridCode,
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.nullable(z.string()),
  revokedAt: z.nullable(z.string()),
  lastUsedAt: z.nullable(z.string()),
  uses: z.int(),
})
export type Link = z.infer<typeof Link>

/** The links of the asker's area, the newest first. */
export const Links = z.object({ links: z.array(Link) })
export type Links = z.infer<typeof Links>

/** What links are made from: a community each, and how many days they last; without days, until they are revoked. */
export const LinksIn = z.object({
  purpose: z._default(PosterPurpose, 'report'),
  grids: z.array(GridCode).check(z.minLength(1), z.maxLength(MAX_GRIDS)),
  days: z.optional(z.int().check(z.gte(1), z.lte(3_650))),
})
export type LinksIn = z.infer<typeof LinksIn>

/** The links just made, each with its secret, which is told here and never again; `address` is what a poster's code says, with the secret behind `#`. */
export const MadeLinks = z.object({ made: z.array(z.object({ id: z.uuid(), grid: GridCode, secret: LinkSecret, address: z.string() })) })
export type MadeLink = z.infer<typeof MadeLinks>['made'][number]

/** May this viewer make and revoke links of this grid? Administrators, of their area. */
export const mayMakeLinks = (viewer: Viewer, grid: string): boolean => ROLES[viewer.role].administers && mayReadGrid(viewer, grid)
