import type { Metadata } from 'next'
import { ResidentFollow } from '@/components/resident/resident-follow'
import { residentTexts } from '@/lib/client/messages/resident'
import { frameViewport, publicFrame } from '../../frame'

export const generateMetadata = (): Metadata => ({ title: residentTexts.follow.title })
export const generateViewport = frameViewport

/** What became of what one has told, by the link that the sender was given. */
export default async function Page() {
  return <ResidentFollow frame={await publicFrame()} />
}
