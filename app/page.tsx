import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { hrefOf, landingOf } from '@/components/page/groups'
import { lacksSecondFactor, pageIdentity } from '@/lib/api/identity'

/** The front door: whoever is known goes where they work, everybody else to the sign-in. */
export default async function Home(): Promise<never> {
  const identity = await pageIdentity(await headers())
  if (!identity || identity === 'starting') redirect('/sign-in')
  redirect(lacksSecondFactor(identity) ? '/account' : hrefOf(landingOf(identity.viewer)))
}
