import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { cache } from 'react'
import type { Frame } from '@/components/page/frame'
import { hrefOf, mayOpen, type PageId } from '@/components/page/groups'
import type { KeptProps } from '@/components/phone/kept-props'
import type { PublicFrame } from '@/components/resident/resident-page'
import { englishGridName } from '@/lib/api/english-names'
import { type Identity, lacksSecondFactor, pageIdentity } from '@/lib/api/identity'
import { waitingFor } from '@/lib/api/waiting'
import { mapSettingsOf } from '@/lib/basemap/setting'
import { said } from '@/lib/client/language'
import { deskTexts } from '@/lib/client/messages/desk'
import { pageTexts } from '@/lib/client/messages/page'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { mayKnowGrid, type Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import { shortName } from '@/lib/domain/grid'
import { SHELL_HEADER } from '@/lib/domain/phone-pages'
import { ROLES } from '@/lib/domain/roles'
import { themeOf } from '@/lib/domain/theme'
import { readEnv } from '@/lib/env'

/** Who opens a page, as `pageIdentity` knows them; once a request, since what the root says where a page cannot be shown is made with every page. */
export const identityOfRequest = cache(async () => pageIdentity(await headers()))

/**
 * The frame of a page of work for whoever opens it: a stranger is sent to sign in and comes back, an administrator without a second factor
 * sets one up first, a screen goes to the wall, and whom the page is not for is told so. `next`: the address to come back to, unless said that of the page with what was asked of it.
 */
export async function openPage(page: PageId, next?: string): Promise<Frame | 'starting'> {
  const identity = await identityOfRequest()
  if (identity === 'starting') return identity
  if (!identity) redirect(`/sign-in?next=${encodeURIComponent(next ?? `${hrefOf(page)}${(await headers()).get('x-search') ?? ''}`)}`)
  if (lacksSecondFactor(identity)) redirect('/account')
  if (identity.viewer.role === 'screen') redirect('/wall')
  if (!mayOpen(page, identity.viewer)) forbidden()
  return frameOf(identity)
}

export const frameOf = cache(async (identity: Identity): Promise<Frame> => {
  const { viewer } = identity
  const env = readEnv()
  const factorMissing = lacksSecondFactor(identity)
  const [{ entryByHand }, scope, waiting] = await Promise.all([
    readLifecycle(),
    scopeName(viewer),
    // where that cannot be told the page opens all the same, and asks by itself
    factorMissing ? undefined : waitingFor(viewer).catch(() => undefined),
  ])
  return {
    viewer,
    scope,
    theme: themeOf((await headers()).get('x-theme'), undefined),
    entryByHand,
    factorMissing,
    demo: env.GRIDSIGHT_DEMO === 'county',
    reviewNumber: env.MAP_REVIEW_NUMBER ?? null,
    ...(waiting && { waiting }),
  }
})

/** What a page for people without an account is told. */
export async function publicFrame(): Promise<PublicFrame> {
  const { GRIDSIGHT_DEMO, MAP_REVIEW_NUMBER } = readEnv()
  return { theme: themeOf((await headers()).get('x-theme'), undefined), demo: GRIDSIGHT_DEMO === 'county', reviewNumber: MAP_REVIEW_NUMBER ?? null }
}

/** Has this viewer pages of work? A screen shows one, and a resident has a page of their own. */
const hasFrame = ({ role }: Viewer): boolean => role !== 'screen' && ROLES[role].reaches === 'work'

/** The frame of a page that says what cannot be shown; null: for a stranger, or while the server starts. */
export async function frameOrNull(): Promise<Frame | null> {
  const identity = await identityOfRequest()
  if (identity === 'starting' || !identity || lacksSecondFactor(identity) || !hasFrame(identity.viewer)) return null
  return frameOf(identity)
}

/** What a page calls a grid, in its language; its code where it has ended. */
export const nameOfGrid = (code: string, atlas: Atlas): string =>
  said({ zh: shortName(atlas.byCode.get(code)?.name ?? code), en: englishGridName(atlas, code) })

/** Is the shell of a page asked for, which is nobody's? */
export const isShell = async (): Promise<boolean> => (await headers()).has(SHELL_HEADER)

/** What the two pages for phones are told, the same for both, since whoever opens one keeps the other too. */
export async function keptProps(viewer: Viewer): Promise<KeptProps> {
  const [atlas, { labels }] = await Promise.all([loadAtlas(), readLifecycle()])
  const known = atlas.grids.filter(({ code }) => mayKnowGrid(viewer, code))
  // a place is told with what it lies in
  const above = new Set(known.flatMap(({ code }) => Array.from({ length: code.length }, (_, i) => code.slice(0, i + 1))))
  const names = Object.fromEntries(atlas.grids.flatMap(({ code }) => (above.has(code) ? [[code, nameOfGrid(code, atlas)]] : [])))
  return { types: [...atlas.types], names, labels, map: mapSettingsOf(readEnv()) }
}

/** What a viewer looks at, in words: the names of their grids, or the department. */
async function scopeName({ scope }: Viewer): Promise<string> {
  if (scope.kind === 'self') return ''
  if (scope.kind === 'department') return scope.department
  const atlas = await loadAtlas()
  return scope.prefixes.map((p) => (p === '' ? deskTexts.scopeAll : nameOfGrid(p, atlas))).join(said({ zh: '、', en: '; ' }))
}

/** The name of a page in the title of its window; the product follows by the template of the layout. */
export const titled = (page: PageId) => (): Metadata => ({ title: pageTexts.pages[page] })

/** Colours of the browser around a page of work. */
export async function frameViewport(): Promise<Viewport> {
  const dark = themeOf((await headers()).get('x-theme'), undefined) === 'dark'
  return { themeColor: dark ? '#05090f' : '#eef2f5', colorScheme: dark ? 'dark' : 'light' }
}
