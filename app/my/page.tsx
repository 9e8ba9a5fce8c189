import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { MyPage } from '@/components/my/my-page'
import { Starting } from '@/components/page/starting'
import { phoneIn } from '@/lib/api/cookies'
import { isSecureHost } from '@/lib/api/identity'
import { myTexts } from '@/lib/client/messages/my'
import { readResidentsSetting } from '@/lib/db/county-settings'
import { readPhone } from '@/lib/db/residents/residents'
import { frameViewport, identityOfRequest, publicFrame } from '../frame'

export const generateMetadata = (): Metadata => ({ title: myTexts.title })
export const generateViewport = frameViewport

/** A resident's own page: by the session of their phone, else by its PIN, else by the code of an invitation, which the address may hold behind `#`. */
export default async function Page() {
  const of = await headers()
  const identity = await identityOfRequest()
  if (identity === 'starting') return <Starting />
  const phone = await readPhone(phoneIn(of.get('cookie'), isSecureHost(of.get('host'))))
  const isIn = identity?.by === 'account' && identity.viewer.role === 'resident'
  const door = !(await readResidentsSetting()).on ? 'off' : isIn ? 'in' : phone ? 'pin' : 'bind'
  return <MyPage frame={await publicFrame()} door={door} phone={phone} />
}
