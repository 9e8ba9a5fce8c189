import { redirect } from 'next/navigation'
import { hrefOf, landingOf } from '@/components/page/groups'
import { lacksSecondFactor } from '@/lib/api/identity'
import { ROLES } from '@/lib/domain/roles'
import { identityOfRequest } from './frame'

/** The front door: whoever is known goes where they work, everybody else to the sign-in. */
export default async function Home(): Promise<never> {
  const identity = await identityOfRequest()
  if (!identity || identity === 'starting') redirect('/sign-in')
  if (ROLES[identity.viewer.role].reaches === 'my') redirect('/my')
  redirect(lacksSecondFactor(identity) ? '/account' : hrefOf(landingOf(identity.viewer)))
}
