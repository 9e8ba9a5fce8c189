import { forbidden, redirect } from 'next/navigation'
import { Account } from '@/components/accounts/account'
import { mayOpen } from '@/components/page/groups'
import { Starting } from '@/components/page/starting'
import { loadAtlas } from '@/lib/db/ground/grids'
import { frameOf, frameViewport, identityOfRequest, titled } from '../frame'

export const generateMetadata = titled('account')
export const generateViewport = frameViewport

/** One's own account: second factor, which alerts call, password, open sessions. */
export default async function AccountPage() {
  const identity = await identityOfRequest()
  if (identity === 'starting') return <Starting />
  if (identity?.by !== 'account') redirect('/sign-in?next=/account')
  if (!mayOpen('account', identity.viewer)) forbidden()
  const { typeById } = await loadAtlas()
  return <Account frame={await frameOf(identity)} secondFactor={identity.secondFactor} types={[...typeById.values()]} />
}
