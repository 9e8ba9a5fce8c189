'use client'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { KeyCaps } from '@/components/page/key-caps'
import { QuietNews } from '@/components/ui/quiet-news'
import { listTexts as texts } from '@/lib/client/messages/list'

/** Whoever types is asked about when they pause. */
const PAUSE_MS = 200

/** What the list is searched for; told after a pause, or at once by Enter. */
export function SearchBox({
  value,
  label = texts.search,
  hint = texts.searchHint,
  count,
  asked,
  input,
  onSearch,
}: {
  value: string
  label?: string
  /** what it searches */
  hint?: string
  /** of what is found */
  count: string | null
  /** all that the list is narrowed by: of what was asked for the count is said at once */
  asked: string
  input: RefObject<HTMLInputElement | null>
  onSearch(text: string): void
}) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const tell = useRef(onSearch)
  tell.current = onSearch
  // another address, by Back or a saved view
  useEffect(() => {
    if (value === told.current) return
    told.current = value
    setText(value)
  }, [value])
  const say = (next: string) => {
    if (next === told.current) return
    told.current = next
    tell.current(next)
  }
  useEffect(() => {
    const timer = setTimeout(() => say(text), PAUSE_MS)
    return () => clearTimeout(timer)
  })
  return (
    <search className="contents">
      <form
        className="flex min-h-36 w-332 max-w-full items-center gap-8 rounded-8 border border-line-strong bg-panel px-12 focus-within:border-ink-1 focus-within:ring-1 focus-within:ring-ink-1 max-sm:min-h-48 max-sm:w-full"
        onSubmit={(e) => {
          e.preventDefault()
          say(text)
        }}
      >
        <svg viewBox="0 0 16 16" className="size-16 shrink-0" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden>
          <circle cx="7" cy="7" r="4.6" />
          <path d="M10.500 10.500 14 14" strokeLinecap="round" />
        </svg>
        <input
          ref={input}
          type="search"
          aria-label={label}
          placeholder={hint}
          value={text}
          maxLength={100}
          className="min-w-0 flex-1 bg-transparent text-15 text-ink-1 outline-none max-sm:text-16 [&::-webkit-search-cancel-button]:hidden"
          onChange={(e) => setText(e.target.value)}
          onKeyDown={(e) => {
            const everywhere = e.key === '/' && text === ''
            if (!everywhere && e.key !== 'Escape') return
            e.preventDefault()
            // / leads here on a page with a list, and once more to what searches everywhere
            if (everywhere) return document.getElementById('search-open')?.click()
            if (text === '') e.currentTarget.blur()
            setText('')
            say('')
          }}
          data-testid="list-search"
        />
        {count !== null && (
          <span className="text-13 whitespace-nowrap text-ink-3" data-testid="list-count">
            {count}
          </span>
        )}
        <QuietNews text={count} asked={asked} />
        {text === '' ? (
          <span className="max-lg:hidden">
            <KeyCaps caps={['/']} />
          </span>
        ) : (
          <button
            type="button"
            aria-label={texts.clear}
            className="grid size-28 shrink-0 place-items-center rounded-6 text-ink-1 hover:bg-track max-sm:size-44"
            onClick={() => {
              setText('')
              say('')
              input.current?.focus()
            }}
          >
            <span aria-hidden>×</span>
          </button>
        )}
      </form>
    </search>
  )
}
