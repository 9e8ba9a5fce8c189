'use client'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { currentLanguage } from '@/lib/client/language'
import { accountTexts } from '@/lib/client/messages/accounts'
import { cardTexts } from '@/lib/client/messages/cards'
import { pageTexts } from '@/lib/client/messages/page'
import { LANGUAGES } from '@/lib/domain/language'
import { THEMES } from '@/lib/domain/theme'
import type { Frame } from './frame'
import { groupsFor, hrefOf, mayOpen, type PageId } from './groups'
import { useSignOut } from './use-sign-out'

const { person: texts } = pageTexts
/** Each language is named in itself. */
const NAMES = { 'zh-CN': '\u4e2d\u6587', en: 'English' }
const item = 'flex min-h-36 items-center rounded-6 px-10 text-ink-1 hover:bg-track max-sm:min-h-48'

/** Opens the same page otherwise; the server has the browser keep it (proxy.ts). */
function reopen(name: 'lang' | 'theme', value: string): void {
  const url = new URL(location.href)
  url.searchParams.set(name, value)
  location.assign(url)
}

/** Who one is, one's account, language and theme, and the way out; on a phone also the pages of all groups. */
export function PersonMenu({ frame, page, cards }: { frame: Frame; page: PageId | null; cards: number }) {
  const { viewer, scope, theme } = frame
  const [open, setOpen] = useState(false)
  const element = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    const close = (event: Event) => {
      if (event.target instanceof Node && !element.current?.contains(event.target)) setOpen(false)
    }
    const leaveMenu = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault() // only this layer
      event.stopPropagation()
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('pointerdown', close)
    document.addEventListener('focusin', close)
    document.addEventListener('keydown', leaveMenu, true)
    return () => {
      document.removeEventListener('pointerdown', close)
      document.removeEventListener('focusin', close)
      document.removeEventListener('keydown', leaveMenu, true)
    }
  }, [open])
  const { staying, leave } = useSignOut()
  const role = `${accountTexts.roles[viewer.role]} · ${scope}`
  return (
    <div ref={element} className="relative">
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex min-h-44 items-center gap-10 rounded-8 text-left"
        data-testid="person"
      >
        <span className="grid size-32 shrink-0 place-items-center rounded-full bg-track text-15 font-semibold text-ink-1" aria-hidden>
          {[...viewer.name][0]}
        </span>
        <span className="sr-only">{texts.menu}</span>
        <span className="block max-w-200 max-lg:hidden max-[76rem]:[&:lang(en)]:hidden">
          <span className="block truncate text-14 font-semibold text-ink-1">{viewer.name}</span>
          <span className="block truncate text-13 text-ink-3">{role}</span>
        </span>
      </button>
      {open && (
        <div
          id={id}
          className="absolute top-full right-0 z-30 flex max-h-[calc(100dvh-72px)] w-260 flex-col gap-4 overflow-y-auto rounded-10 border border-line-strong bg-panel p-8 text-14 shadow-[0_8px_32px_rgb(8_20_32/22%)]"
          data-testid="person-menu"
        >
          <p className="px-10 py-6">
            <span className="block font-semibold break-words text-ink-1">{viewer.name}</span>
            <span className="block text-13 break-words text-ink-3">{role}</span>
          </p>
          <nav aria-label={pageTexts.groupsLabel} className="flex flex-col border-t border-line pt-4 sm:hidden">
            {groupsFor(viewer, frame)
              .flatMap(({ pages }) => pages)
              .map((of) => (
                <a key={of} href={hrefOf(of)} aria-current={of === page ? 'page' : undefined} className={`${item} aria-[current]:font-semibold`}>
                  {pageTexts.pages[of]}
                  {of === 'cards' && cards > 0 && <span className="pl-8 text-13 text-ink-3">{cardTexts.awaiting(cards)}</span>}
                </a>
              ))}
          </nav>
          {mayOpen('account', viewer) && (
            <a href={hrefOf('account')} className={`${item} border-t border-line`} data-testid="account-link">
              {texts.account}
            </a>
          )}
          <Choices label={texts.language} testId="language">
            {LANGUAGES.map((language) => (
              <Choice key={language} on={language === currentLanguage()} lang={language} onClick={() => reopen('lang', language)}>
                {NAMES[language]}
              </Choice>
            ))}
          </Choices>
          <Choices label={texts.theme} testId="theme">
            {THEMES.map((of) => (
              <Choice key={of} on={of === theme} onClick={() => reopen('theme', of)}>
                {texts.themes[of]}
              </Choice>
            ))}
          </Choices>
          {mayOpen('account', viewer) ? (
            <div className="border-t border-line">
              <button type="button" className={`${item} w-full`} onClick={() => void leave()} data-testid="sign-out">
                {texts.signOut}
              </button>
              <p role="alert" className="px-10 pb-6 text-13 text-ink-1 empty:hidden">
                {staying && texts.staying}
              </p>
            </div>
          ) : (
            <a href="/sign-in" className={`${item} border-t border-line`}>
              {texts.signIn}
            </a>
          )}
        </div>
      )}
    </div>
  )
}

function Choices({ label, testId, children }: { label: string; testId: string; children: ReactNode }) {
  return (
    <fieldset className="flex items-center justify-between gap-8 border-t border-line px-10 pt-6 pb-2" data-testid={testId}>
      <legend className="sr-only">{label}</legend>
      <span className="text-ink-3" aria-hidden>
        {label}
      </span>
      <span className="flex rounded-8 bg-track p-2">{children}</span>
    </fieldset>
  )
}

function Choice({ on, lang, onClick, children }: { on: boolean; lang?: string; onClick(): void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      lang={lang}
      onClick={onClick}
      className="min-h-32 min-w-56 rounded-6 px-10 text-ink-2 aria-pressed:bg-ink-1 aria-pressed:text-bg max-sm:min-h-44"
    >
      {children}
    </button>
  )
}
