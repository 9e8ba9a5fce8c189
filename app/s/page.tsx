import type { Metadata } from 'next'
import { ResidentReport } from '@/components/resident/resident-report'
import { residentTexts } from '@/lib/client/messages/resident'
import { frameViewport, publicFrame } from '../frame'

export const generateMetadata = (): Metadata => ({ title: residentTexts.title })
export const generateViewport = frameViewport

/** 随手拍: by the link of a community's poster, which the address holds behind `#`, where no server reads it. */
export default async function Page() {
  return <ResidentReport frame={await publicFrame()} />
}
