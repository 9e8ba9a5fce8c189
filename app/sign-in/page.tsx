import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SignIn } from '@/components/accounts/sign-in'
import { hrefOf, landingOf } from '@/components/page/groups'
import { lacksSecondFactor } from '@/lib/api/identity'
import { accountTexts } from '@/lib/client/messages/accounts'
import { ownPath } from '@/lib/domain/account'
import { ROLES } from '@/lib/domain/roles'
import { readEnv } from '@/lib/env'
import { identityOfRequest } from '../frame'

export const generateMetadata = (): Metadata => ({ title: accountTexts.signIn.title })

/** Where people sign in. `?next=` is a page of ours to go to; whoever has signed in is taken there at once. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { next } = await searchParams
  const to = ownPath(typeof next === 'string' ? next : null)
  const identity = await identityOfRequest()
  // a resident's phone may be lent to somebody who works here
  if (identity !== 'starting' && identity?.by === 'account' && ROLES[identity.viewer.role].reaches === 'work')
    redirect(lacksSecondFactor(identity) ? '/account' : (to ?? hrefOf(landingOf(identity.viewer))))
  return <SignIn next={to} demo={readEnv().GRIDSIGHT_DEMO === 'county'} />
}
