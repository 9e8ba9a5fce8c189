'use client'
import { type ReactNode, useEffect, useState } from 'react'
import { useTheme } from '@/components/page/use-theme'
import { useFonts } from '@/components/phone/use-fonts'
import type { PublicFrame } from '@/components/resident/resident-page'
import { currentLanguage, said } from '@/lib/client/language'
import { myTexts as texts } from '@/lib/client/messages/my'
import { wallTexts } from '@/lib/client/messages/wall'

/** Each language by its own name. */
const OTHER = { 'zh-CN': { language: 'en', name: 'English' }, en: { language: 'zh-CN', name: '\u4e2d\u6587' } } as const
const LETTERS = 'gridsight:letters'
/** All letters follow the root's. */
const LARGE = '118.75%'

/** Are letters to be large on this phone? Kept by the browser, where it keeps anything. */
function useLetters(): readonly [large: boolean, set: (large: boolean) => void] {
  const [large, setLarge] = useState(false)
  useEffect(() => {
    try {
      setLarge(localStorage.getItem(LETTERS) === 'large')
    } catch {
      // a browser that keeps nothing begins with the usual ones
    }
  }, [])
  useEffect(() => {
    document.documentElement.style.fontSize = large ? LARGE : ''
    return () => {
      document.documentElement.style.fontSize = ''
    }
  }, [large])
  const set = (next: boolean) => {
    setLarge(next)
    try {
      localStorage.setItem(LETTERS, next ? 'large' : 'usual')
    } catch {
      // then it holds as long as the page
    }
  }
  return [large, set]
}

/** The day, as one would say it: 11月24日 周二. */
function dayOf(now: number): string {
  const of = (parts: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(currentLanguage(), { timeZone: 'Asia/Shanghai', ...parts }).format(now)
  const [day, weekday] = [of({ month: 'long', day: 'numeric' }), of({ weekday: 'short' })]
  return said({ zh: `${day} ${weekday}`, en: `${weekday}, ${day}` })
}

export type MyFrameProps = {
  frame: PublicFrame
  title: string
  ready: boolean
  onBack?: (() => void) | undefined
  foot?: ReactNode
  /** why what the foot does was not done */
  fault?: string | null
  children: ReactNode
}

/** The frame of a resident's own page: large letters, one column, whom it greets, and whom to call in danger. */
export function MyFrame({ frame: { theme, demo, reviewNumber }, title, ready, onBack, foot, fault = null, children }: MyFrameProps) {
  useTheme(theme)
  useFonts()
  const [large, setLarge] = useLetters()
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => setNow(Date.now()), [])
  const other = OTHER[currentLanguage()]
  return (
    <div
      data-work
      data-theme={theme}
      className={`flex min-h-dvh flex-col bg-bg text-18 text-ink-2 [--focus:var(--sev-4)] ${theme === 'dark' ? 'scheme-dark' : 'scheme-light'}`}
    >
      <header className="mx-auto flex w-full max-w-560 items-center gap-10 px-16 pt-14 pb-10">
        {onBack && (
          <button
            type="button"
            aria-label={texts.back}
            onClick={onBack}
            className="-ml-8 grid size-48 shrink-0 place-items-center"
            data-testid="back"
          >
            <svg viewBox="0 0 24 24" className="size-26 fill-none stroke-ink-1 stroke-2" aria-hidden>
              <path d="M15 5l-7 7 7 7" />
            </svg>
          </button>
        )}
        <div className="min-w-0 flex-1">
          <h1 className="text-26 font-semibold break-words text-ink-1">{title}</h1>
          <p className="flex min-h-24 flex-wrap gap-x-14 text-16 text-ink-3">
            {now !== null && <span>{dayOf(now)}</span>}
            {demo && <span data-testid="demo">{texts.demo}</span>}
          </p>
        </div>
        <button
          type="button"
          aria-pressed={large}
          onClick={() => setLarge(!large)}
          className="flex min-h-48 shrink-0 items-center gap-6 rounded-full border border-line-strong bg-panel px-14 text-16 text-ink-2"
          data-testid="letters"
        >
          {texts.letters.label}
          <strong className={`font-semibold text-ink-1 ${large ? 'text-18' : ''}`}>{large ? texts.letters.large : texts.letters.usual}</strong>
        </button>
      </header>
      <main data-ready={ready} className="mx-auto flex w-full max-w-560 grow flex-col gap-10 px-12">
        {children}
        <p className="mt-auto flex flex-wrap items-center justify-center gap-x-4 text-ink-2" role="note">
          <span>{texts.danger}</span>
          {['110', '119', '120'].map((number) => (
            <a key={number} href={`tel:${number}`} className="grid min-h-48 min-w-48 place-items-center font-semibold text-ink-1">
              {number}
            </a>
          ))}
        </p>
      </main>
      <footer className="mx-auto flex w-full max-w-560 flex-wrap items-center gap-x-16 px-16 pb-[calc(12px+env(safe-area-inset-bottom))] text-14 text-ink-3">
        {demo && <span className="min-w-full">{wallTexts.demo}</span>}
        <p role="alert" className="min-w-full text-18 text-ink-1 empty:hidden">
          {fault}
        </p>
        <span>{reviewNumber ? wallTexts.reviewNumber(reviewNumber) : wallTexts.noReviewNumber}</span>
        <span className="ml-auto flex gap-20">
          <button
            type="button"
            lang={other.language}
            className="min-h-48 px-4 text-15 text-ink-2 underline underline-offset-4"
            onClick={() => location.replace(`${location.pathname}?lang=${other.language}${location.hash}`)}
          >
            {other.name}
          </button>
          {foot}
        </span>
      </footer>
    </div>
  )
}
