'use client'
import { type KeyboardEvent, useRef } from 'react'
import { formatCount } from '@/lib/client/format'
import type { ListName } from '@/lib/client/lists'
import { deskTexts } from '@/lib/client/messages/desk'
import { stateName } from '@/lib/client/names'
import type { EventWords } from '@/lib/client/words'
import { EventState } from '@/lib/domain/life'

const { lists: texts } = deskTexts

export function listLabel(list: ListName, words: Pick<EventWords, 'labels'>): string {
  switch (list) {
    case 'day':
    case 'open':
    case 'mine':
    case 'near':
    case 'overdue':
      return texts[list]
    default:
      return stateName(EventState.parse(list), words)
  }
}

/** The lists, with how many events each holds where that is known. ← and → go from one to the next. */
export function ListTabs({
  lists,
  chosen,
  isCounted,
  countOf,
  words,
  onChoose,
}: {
  lists: readonly ListName[]
  /** null: what is shown is none of them */
  chosen: ListName | null
  /** false: counts are on their way, and the tabs keep their place and stand when those can stand with them, none moving from under a press */
  isCounted: boolean
  countOf(list: ListName): number | null
  words: EventWords
  onChoose(list: ListName): void
}) {
  const element = useRef<HTMLDivElement>(null)
  const onKeyDown = (e: KeyboardEvent) => {
    const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    e.preventDefault()
    const from = chosen === null ? 0 : lists.indexOf(chosen)
    const next = lists[(from + step + lists.length) % lists.length]
    if (next === undefined) return
    onChoose(next)
    const tab = element.current?.querySelector(`[data-list="${next}"]`)
    if (tab instanceof HTMLElement) tab.focus()
  }
  return (
    <div
      ref={element}
      role="tablist"
      aria-label={texts.label}
      className={`flex shrink-0 overflow-x-auto border-b border-line px-6 [scrollbar-width:none] ${isCounted ? '' : '*:invisible'}`}
      onKeyDown={onKeyDown}
    >
      {lists.map((list) => {
        const count = countOf(list)
        return (
          <button
            key={list}
            type="button"
            role="tab"
            aria-selected={list === chosen}
            aria-controls="event-list"
            tabIndex={list === (chosen ?? lists[0]) ? 0 : -1}
            data-list={list}
            className="flex items-center gap-4 border-b-3 border-transparent px-8 pt-9 pb-7 text-14 whitespace-nowrap hover:text-ink-1 aria-selected:border-b-ink-1 aria-selected:font-semibold aria-selected:text-ink-1 max-lg:min-h-48"
            onClick={() => onChoose(list)}
          >
            {listLabel(list, words)}
            {count !== null && <span className="text-13 font-normal text-ink-3">{formatCount(count)}</span>}
          </button>
        )
      })}
    </div>
  )
}
