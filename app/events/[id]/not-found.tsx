import { Bare, Framed, Told } from '@/components/page/root-parts'
import { deskTexts } from '@/lib/client/messages/desk'
import { frameOrNull } from '../../frame'

/** No such event, or none for this viewer: the answer is the same. */
export default async function NotFound() {
  const frame = await frameOrNull()
  const told = <Told title={deskTexts.event.missing} texts={[deskTexts.event.missingHow]} back={frame && 'desk'} alone={!frame} />
  return frame ? (
    <Framed frame={frame} page="event">
      {told}
    </Framed>
  ) : (
    <Bare>{told}</Bare>
  )
}
