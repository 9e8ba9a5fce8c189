import type { Metadata } from 'next'
import { FollowOrder } from '@/components/resident/follow-order'
import { myOrderTexts } from '@/lib/client/messages/my-orders'
import { frameViewport, publicFrame } from '../../frame'

export const generateMetadata = (): Metadata => ({ title: myOrderTexts.poster.followTitle })
export const generateViewport = frameViewport

/** What became of a service that one asked for, by the secret link. */
export default async function Page() {
  return <FollowOrder frame={await publicFrame()} />
}
