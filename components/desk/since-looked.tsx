import { useCallback, useRef, useState } from 'react'
import { Cap } from '@/components/page/key-caps'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { ClassChip } from '@/components/ui/class-chip'
import { Dialog } from '@/components/ui/dialog'
import { DoneNotice } from '@/components/ui/done-notice'
import { FaultNotice } from '@/components/ui/fault-notice'
import { UrgencyWord } from '@/components/ui/urgency-word'
import { formatCount, formatDay, formatTime } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { lookedTexts as texts } from '@/lib/client/messages/looked'
import { useRoute } from '@/lib/client/use-read'
import { type EventWords, shortPlace, shortType } from '@/lib/client/words'
import { civilDate } from '@/lib/domain/clock'
import { LookPart, MAX_LOOK_EVENTS } from '@/lib/domain/look'
import { lookRoutes } from '@/lib/domain/routes/look'
import { useDeskKeys } from './desk-keys'

const POLL_MS = 60_000

const momentText = (ms: number) => (civilDate(ms) === civilDate(Date.now()) ? '' : `${formatDay(ms)} `) + formatTime(ms).slice(0, 5)

type Props = { words: EventWords; onOpen(caseNumber: string): void }
type Said = { what: 'mark' | 'takeBack'; nth: number; failed: boolean }

/** What changed since this person last said that they had looked, each count with its events; M says so again, Z takes that back. */
export function SinceLooked({ words, onOpen }: Props) {
  const { data: look, set, again, failed } = useRoute(lookRoutes.read, {}, { everyMs: POLL_MS })
  const [opened, setOpened] = useState<LookPart | null>(null)
  const [said, setSaid] = useState<Said | null>(null)
  const busy = useRef(false)
  const say = async (what: Said['what']) => {
    if (busy.current) return
    busy.current = true
    const answer = await http(lookRoutes[what])
    busy.current = false
    if (answer.ok) set(answer.body)
    setSaid((before) => ({ what, nth: (before?.nth ?? 0) + 1, failed: !answer.ok }))
  }
  useDeskKeys({
    mark: () => void say('mark'),
    takeBack: () => {
      if (said?.what === 'mark' && !said.failed) void say('takeBack')
    },
  })
  const forget = useCallback(() => setSaid(null), [])
  if (!look) return failed ? <Failed text={texts.failed} onRetry={again} className="rounded-10 border border-line bg-panel" /> : null
  const parts = LookPart.options.filter((part) => look.counts[part] > 0)
  return (
    <section
      className="flex shrink-0 flex-wrap items-center gap-x-12 gap-y-4 rounded-10 border border-line bg-panel py-6 pr-8 pl-16 text-13"
      aria-label={texts.title}
      data-testid="since-looked"
      data-since={look.since}
    >
      <h2 className="text-13 font-semibold text-ink-1">{texts.title}</h2>
      <span className="text-ink-3">{look.marked ? texts.since(momentText(Date.parse(look.since))) : texts.never}</span>
      {parts.length === 0 && <span className="text-ink-3">{texts.nothing}</span>}
      {parts.map((part) => (
        <button
          key={part}
          type="button"
          className="whitespace-nowrap underline-offset-4 hover:underline max-lg:min-h-44"
          aria-label={texts.open(texts.parts[part], formatCount(look.counts[part]))}
          onClick={() => setOpened(part)}
          data-testid={`looked-${part}`}
        >
          <strong className="font-semibold text-ink-1 tabular-nums">{formatCount(look.counts[part])}</strong>{' '}
          <span className="text-ink-3">{texts.parts[part]}</span>
        </button>
      ))}
      <Action size="small" className="ml-auto" title={texts.markTitle} onClick={() => void say('mark')} data-testid="mark-looked">
        {texts.mark}
        <Cap cap="M" />
      </Action>
      {opened !== null && (
        <Behind
          part={opened}
          count={look.counts[opened]}
          words={words}
          onClose={() => setOpened(null)}
          onOpen={(caseNumber) => {
            setOpened(null)
            onOpen(caseNumber)
          }}
        />
      )}
      {said !== null && !said.failed && (
        <DoneNotice
          key={said.nth}
          text={said.what === 'mark' ? texts.marked : texts.back}
          onUndo={said.what === 'mark' ? () => void say('takeBack') : null}
          onClose={forget}
          floats
        />
      )}
      {said?.failed && <FaultNotice text={texts.notMarked} onRetry={() => void say(said.what)} onClose={forget} />}
    </section>
  )
}

type BehindProps = { part: LookPart; count: number; words: EventWords; onClose(): void; onOpen(caseNumber: string): void }

/** The events behind a count, the newest first; each opens where the desk opens events. */
function Behind({ part, count, words, onClose, onOpen }: BehindProps) {
  const { data, failed, again } = useRoute(lookRoutes.list, { params: { part } })
  return (
    <Dialog title={texts.list(texts.parts[part], formatCount(count))} onClose={onClose} testId="looked-events">
      <p className="pb-8 text-13 text-ink-3">
        {texts.titles[part]}
        {count > MAX_LOOK_EVENTS && ` · ${texts.most(MAX_LOOK_EVENTS)}`}
      </p>
      {!data && (failed ? <Failed text={texts.failed} onRetry={again} /> : <Waiting />)}
      {data?.events.length === 0 && <p className="py-8 text-ink-3">{texts.empty}</p>}
      <ol className="-mx-8">
        {data?.events.map((event) => {
          const type = words.typeOf(event.type)
          return (
            <li key={event.number} className="border-t border-line first:border-t-0">
              <button
                type="button"
                className="flex min-h-40 w-full items-center gap-10 rounded-6 px-8 text-left hover:bg-track max-lg:min-h-48"
                onClick={() => onOpen(event.caseNumber)}
                data-testid="looked-event"
              >
                <span className="[--u:0.84px]">
                  <ClassChip code={type?.classCode ?? ''} name={type?.className ?? ''} />
                </span>
                <span className="truncate text-ink-1">{shortType(type, event.type)}</span>
                <UrgencyWord urgency={event.urgency} quiet />
                <span className="ml-auto truncate pl-8 text-13 text-ink-3">{shortPlace(event.grid, words)}</span>
                <time className="shrink-0 text-13 text-ink-3 tabular-nums">{momentText(Date.parse(event.occurredAt))}</time>
              </button>
            </li>
          )
        })}
      </ol>
    </Dialog>
  )
}
