import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { lacksSecondFactor, pageIdentity } from '@/lib/api/identity'
import { loadAtlas } from '@/lib/db/ground/grids'
import type { Viewer } from '@/lib/domain/access'
import { shortName } from '@/lib/domain/grid'

/** Who opens a page of work: a stranger is sent to sign in and comes back, an administrator without a second factor sets one up first. */
export async function enter(next: string): Promise<Viewer | 'starting'> {
  const identity = await pageIdentity(await headers())
  if (identity === 'starting') return identity
  if (!identity) redirect(`/sign-in?next=${encodeURIComponent(next)}`)
  if (lacksSecondFactor(identity)) redirect('/account')
  return identity.viewer
}

/** What a viewer looks at, in words: the names of their grids, or the department. */
export async function scopeName({ scope }: Viewer, everywhere: string): Promise<string> {
  if (scope.kind === 'department') return scope.department
  const { byCode } = await loadAtlas()
  return scope.prefixes.map((p) => (p === '' ? everywhere : shortName(byCode.get(p)?.name ?? p))).join('、')
}
