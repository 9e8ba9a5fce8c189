import type { Metadata } from 'next'
import { PosterOrder } from '@/components/resident/poster-order'
import { myOrderTexts } from '@/lib/client/messages/my-orders'
import { frameViewport, publicFrame } from '../frame'

export const generateMetadata = (): Metadata => ({ title: myOrderTexts.open })
export const generateViewport = frameViewport

/** Asking for a service (服务单) by the link of a community's poster, which the address holds behind `#`, where no server reads it. */
export default async function Page() {
  return <PosterOrder frame={await publicFrame()} />
}
