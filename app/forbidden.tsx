import { headers } from 'next/headers'
import { landingOf, pageAt } from '@/components/page/groups'
import { Bare, Framed, Told } from '@/components/page/root-parts'
import { accountTexts } from '@/lib/client/messages/accounts'
import { pageTexts } from '@/lib/client/messages/page'
import { toldTexts } from '@/lib/client/messages/told'
import { wordOf } from '@/lib/client/word-of'
import { frameOrNull } from './frame'

const { forbidden: texts } = toldTexts

/** What `forbidden()` shows, with status 403: which page it is, who may grant it, and the way back. */
export default async function Forbidden() {
  const frame = await frameOrNull()
  const page = pageAt((await headers()).get('x-path') ?? '')
  const reason = page === null ? undefined : wordOf(texts.reasons, page)
  const why = reason ?? (page === null ? [] : texts.page(pageTexts.pages[page]))
  if (!frame) {
    return (
      <Bare>
        <Told title={texts.title} texts={[why, texts.who].flat()} back={null} alone />
      </Bare>
    )
  }
  const { viewer, scope } = frame
  return (
    <Framed frame={frame} page={page}>
      <Told
        title={texts.title}
        texts={[why, texts.who, texts.you(viewer.name, accountTexts.roles[viewer.role], scope)].flat()}
        back={landingOf(viewer)}
      />
    </Framed>
  )
}
