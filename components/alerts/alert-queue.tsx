'use client'
import { type KeyboardEvent, useRef } from 'react'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { formatCount } from '@/lib/client/format'
import { alertTexts } from '@/lib/client/messages/alerts'
import type { EventWords } from '@/lib/client/words'
import type { Alert } from '@/lib/domain/alert'
import { AlertState } from '@/lib/domain/alert-record'
import type { AlertGroup as Group } from '@/lib/domain/related-alerts'
import { AlertGroup } from './alert-group'

export type AlertQueueProps = {
  state: AlertState
  /** null: they are being read */
  groups: readonly Group<Alert>[] | null
  failed: boolean
  /** how many there are of a state, where that is known */
  countOf(state: AlertState): number | null
  chosen: string | null
  words: EventWords
  now: number
  onState(state: AlertState): void
  onChoose(id: string): void
  isOpen(group: Group<Alert>): boolean
  onOpen(id: string, open: boolean): void
  onMore: (() => void) | null
  /** what is told of sensitive ones, a line a street */
  hidden: readonly string[]
  onRetry(): void
}

/** The alerts of one state, the gravest first, related ones as one row; on its tabs ← and → go from state to state. */
export function AlertQueue(props: AlertQueueProps) {
  const { state, groups, failed, countOf, chosen, words, now, onState, onChoose, isOpen, onOpen, onMore, hidden, onRetry } = props
  const tabs = useRef<HTMLDivElement>(null)
  const onKeyDown = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    const { options } = AlertState
    const next = options[(options.indexOf(state) + step + options.length) % options.length]
    if (step === 0 || next === undefined) return
    e.preventDefault()
    onState(next)
    const tab = tabs.current?.querySelector(`[data-state="${next}"]`)
    if (tab instanceof HTMLElement) tab.focus()
  }
  // the number on a tab is of alerts, and there are fewer rows
  const [rows, folded] = [groups?.length ?? 0, groups?.reduce((sum, { related }) => sum + related.length, 0) ?? 0]
  return (
    <section
      aria-label={alertTexts.queue}
      className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-10 border border-line bg-panel max-lg:min-h-320"
      data-testid="alert-queue"
      data-state={state}
      data-loaded={groups !== null}
    >
      <div
        ref={tabs}
        role="tablist"
        aria-label={alertTexts.tabs}
        className="flex shrink-0 overflow-x-auto border-b border-line px-6"
        onKeyDown={onKeyDown}
      >
        {AlertState.options.map((of) => {
          const count = countOf(of)
          return (
            <button
              key={of}
              type="button"
              role="tab"
              aria-selected={of === state}
              aria-controls="alert-rows"
              tabIndex={of === state ? 0 : -1}
              data-state={of}
              onClick={() => onState(of)}
              className="flex min-h-44 flex-1 items-center justify-center gap-6 border-y-3 border-transparent px-8 text-14 whitespace-nowrap text-ink-2 hover:text-ink-1 aria-selected:border-b-ink-1 aria-selected:font-semibold aria-selected:text-ink-1"
            >
              {alertTexts.states[of]}
              {count !== null && <span className="font-semibold">{formatCount(count)}</span>}
            </button>
          )
        })}
      </div>
      <div id="alert-rows" role="tabpanel" className="min-h-0 flex-1 overflow-y-auto">
        {failed ? (
          <Failed text={alertTexts.failed} onRetry={onRetry} />
        ) : groups === null ? (
          <Waiting />
        ) : groups.length === 0 ? (
          <Empty testId="no-alerts">{alertTexts.none[state]}</Empty>
        ) : (
          <ul>
            {groups.map((group) => (
              <AlertGroup
                key={group.head.id}
                group={group}
                open={isOpen(group)}
                chosen={chosen}
                words={words}
                now={now}
                onChoose={onChoose}
                onOpen={onOpen}
              />
            ))}
          </ul>
        )}
        {folded > 0 && (
          <p className="border-t border-line px-16 py-8 text-13 text-ink-3" data-testid="alerts-counted">
            {alertTexts.related.counted(rows + folded, rows)}
          </p>
        )}
        {state !== 'resolved' &&
          hidden.map((line) => (
            <p key={line} className="border-t border-line px-16 py-8 text-13 text-ink-3">
              {line}
            </p>
          ))}
        {onMore && (
          <Action className="mx-16 my-10" onClick={onMore}>
            {alertTexts.more}
          </Action>
        )}
      </div>
    </section>
  )
}
