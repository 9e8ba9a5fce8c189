import type { Metadata } from 'next'
import { landingOf } from '@/components/page/groups'
import { Bare, Framed, Told } from '@/components/page/root-parts'
import { toldTexts } from '@/lib/client/messages/told'
import { frameOrNull } from './frame'

const { missing: texts } = toldTexts

export const generateMetadata = (): Metadata => ({ title: texts.title })

/** An address that leads nowhere. */
export default async function NotFound() {
  const frame = await frameOrNull()
  const told = <Told title={texts.title} texts={[texts.text]} back={frame && landingOf(frame.viewer)} alone />
  return frame ? (
    <Framed frame={frame} page={null}>
      {told}
    </Framed>
  ) : (
    <Bare>{told}</Bare>
  )
}
