'use client'
import { Action } from '@/components/ui/action'
import { Dialog } from '@/components/ui/dialog'
import { pageTexts } from '@/lib/client/messages/page'
import type { Frame } from './frame'
import { groupsFor } from './groups'
import { KeyCaps } from './key-caps'

/** Keys of a page, and what they do. `rare`: told where all of them are, and not at the foot. */
export type Key = { caps: readonly string[]; text: string; rare?: boolean }
const { keys: texts } = pageTexts

/** All keys: of every page, and of this one. */
export default function KeysDialog({ frame, keys, onClose }: { frame: Frame; keys: readonly Key[]; onClose(): void }) {
  const groups = groupsFor(frame.viewer, frame).map(({ id }, i) => ({ caps: ['g', String(i + 1)], text: pageTexts.groups[id] }))
  const everywhere = [...groups, { caps: ['/'], text: texts.search }, { caps: ['?'], text: texts.help }, { caps: ['Esc'], text: texts.escape }]
  return (
    <Dialog title={texts.title} onClose={onClose} testId="keys">
      <div className="flex flex-col gap-16 pt-12">
        {keys.length > 0 && <Keys title={texts.here} keys={keys} />}
        <Keys title={texts.everywhere} keys={everywhere} />
        <p className="text-13 text-ink-3">{texts.off}</p>
        <Action className="self-end" onClick={onClose}>
          {texts.close}
        </Action>
      </div>
    </Dialog>
  )
}

function Keys({ title, keys }: { title: string; keys: readonly Key[] }) {
  return (
    <section>
      <h3 className="pb-6 text-14 font-semibold text-ink-1">{title}</h3>
      <dl className="grid grid-cols-[104px_1fr] gap-x-16 gap-y-6">
        {keys.map(({ caps, text }) => (
          <div key={text} className="contents">
            <dt>
              <KeyCaps caps={caps} />
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
