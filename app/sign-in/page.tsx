import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SignIn } from '@/components/accounts/sign-in'
import { lacksSecondFactor, pageIdentity } from '@/lib/api/identity'
import { ownPath, startPage } from '@/lib/domain/account'
import { readEnv } from '@/lib/env'

/** Where people sign in. `?next=` is a page of ours to go to; whoever has signed in is taken there at once. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { next } = await searchParams
  const to = ownPath(typeof next === 'string' ? next : null)
  const identity = await pageIdentity(await headers())
  if (identity !== 'starting' && identity?.by === 'account')
    redirect(lacksSecondFactor(identity) ? '/account' : (to ?? startPage(identity.viewer.role)))
  return <SignIn next={to} demo={readEnv().GRIDSIGHT_DEMO === 'county'} />
}
