import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { Account } from '@/components/accounts/account'
import { PlainPage } from '@/components/page/plain-page'
import { Reload } from '@/components/ui/reload'
import { lacksSecondFactor, pageIdentity } from '@/lib/api/identity'
import { wallTexts } from '@/lib/client/messages/wall'

/** One's own account: second factor, password, open sessions. */
export default async function AccountPage() {
  const identity = await pageIdentity(await headers())
  if (identity === 'starting') {
    return (
      <>
        <PlainPage title={wallTexts.title} text={wallTexts.wall.starting} />
        <Reload afterMs={2_000} />
      </>
    )
  }
  if (identity?.by !== 'account') redirect('/sign-in?next=/account')
  return <Account viewer={identity.viewer} secondFactor={identity.secondFactor} mustHaveFactor={lacksSecondFactor(identity)} />
}
