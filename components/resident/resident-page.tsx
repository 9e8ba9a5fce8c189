'use client'
import { type ReactNode, useEffect, useState } from 'react'
import { useTheme } from '@/components/page/use-theme'
import { useFonts } from '@/components/phone/use-fonts'
import { Logo } from '@/components/ui/logo'
import { currentLanguage } from '@/lib/client/language'
import { wallTexts } from '@/lib/client/messages/wall'
import type { Theme } from '@/lib/domain/theme'

export type PublicFrame = { theme: Theme; demo: boolean; reviewNumber: string | null }

/** Each language by its own name. */
const OTHER = { 'zh-CN': { language: 'en', name: 'English' }, en: { language: 'zh-CN', name: '\u4e2d\u6587' } } as const

/** What stands behind `#` in the address, where neither a server nor a Referer gets it; null: it is not read yet, '' where there is nothing. */
export function useSecret(): string | null {
  const [secret, setSecret] = useState<string | null>(null)
  useEffect(() => {
    // a secret has no character that an address would write otherwise
    const read = () => setSecret(location.hash.slice(1))
    read()
    // another poster, scanned into the same window
    addEventListener('hashchange', read)
    return () => removeEventListener('hashchange', read)
  }, [])
  return secret
}

/** The frame of the pages for people without an account: no session, no menu, large letters, one column. */
export function ResidentPage({
  frame: { theme, demo, reviewNumber },
  title,
  lead,
  ready,
  children,
}: {
  frame: PublicFrame
  title: string
  lead?: string | undefined
  ready: boolean
  children: ReactNode
}) {
  useTheme(theme)
  useFonts()
  const other = OTHER[currentLanguage()]
  return (
    <div
      data-work
      data-theme={theme}
      className={`flex min-h-dvh flex-col bg-bg text-16 text-ink-2 [--focus:var(--sev-4)] ${theme === 'dark' ? 'scheme-dark' : 'scheme-light'}`}
    >
      <header className="mx-auto flex w-full max-w-560 items-center gap-12 px-16 pt-16 pb-8 text-ink-1">
        <Logo className="size-36 shrink-0" />
        <div className="min-w-0 flex-1">
          <h1 className="text-26 font-semibold">{title}</h1>
          {lead && <p className="text-15 text-ink-3">{lead}</p>}
        </div>
        <button
          type="button"
          lang={other.language}
          className="min-h-48 shrink-0 px-8 text-15 text-ink-2 underline underline-offset-4"
          onClick={() => location.replace(`${location.pathname}?lang=${other.language}${location.hash}`)}
        >
          {other.name}
        </button>
      </header>
      <main data-ready={ready} className="mx-auto flex w-full max-w-560 grow flex-col gap-10 px-12 pb-16">
        {children}
      </main>
      <footer className="mx-auto flex w-full max-w-560 flex-col gap-4 px-16 pb-[calc(12px+env(safe-area-inset-bottom))] text-13 text-ink-3">
        {demo && <span data-testid="demo">{wallTexts.demo}</span>}
        <span>{reviewNumber ? wallTexts.reviewNumber(reviewNumber) : wallTexts.noReviewNumber}</span>
      </footer>
    </div>
  )
}
