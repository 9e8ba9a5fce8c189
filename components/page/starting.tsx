import { Reload } from '@/components/ui/reload'
import { deskTexts } from '@/lib/client/messages/desk'
import { wallTexts } from '@/lib/client/messages/wall'
import { PlainPage } from './plain-page'

/** The database is not there yet: the page asks again until it is. */
export function Starting() {
  return (
    <>
      <PlainPage title={wallTexts.title} text={deskTexts.starting} />
      <Reload afterMs={2_000} />
    </>
  )
}
