'use client'
import { useEffect } from 'react'
import { faultTexts as texts } from '@/lib/client/messages/fault'
import { reloadWhenServed } from '@/lib/client/reload'

/** Nobody stands before a wall to open it again. */
const WALL = '/wall'
const AGAIN_MS = 5_000

/** In place of a page that could not be drawn: a part of it that did not come, or a fault of ours. */
export function Broken() {
  useEffect(() => {
    if (location.pathname !== WALL) return
    const timer = setTimeout(reloadWhenServed, AGAIN_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <main
      data-theme={document.querySelector('meta[name=color-scheme][content=light]') ? 'light' : 'dark'}
      className="grid min-h-dvh place-content-center justify-items-start gap-12 bg-bg p-24 text-16 text-ink-2"
      data-testid="broken"
    >
      <div role="alert" className="flex max-w-560 flex-col gap-12">
        <h1 className="text-24 font-semibold text-ink-1">{texts.title}</h1>
        <p>{texts.text}</p>
      </div>
      <button type="button" className="mt-8 min-h-44 rounded-8 bg-ink-1 px-20 font-medium text-bg" onClick={() => location.reload()}>
        {texts.again}
      </button>
    </main>
  )
}
