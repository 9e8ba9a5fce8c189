'use client'
import dynamic from 'next/dynamic'
import { type ReactNode, useEffect, useState } from 'react'
import type { AlertSource } from '@/components/alerts/use-page-alerts'
import { handlesSubmissions } from '@/lib/domain/access'
import { isOnDuty } from '@/lib/domain/alert-actions'
import { mayWatchCards } from '@/lib/domain/routes/cards'
import { Foot } from './foot'
import type { Frame } from './frame'
import type { PageId } from './groups'
import { Header } from './header'
import type { Key } from './keys-dialog'
import { PageBar } from './page-bar'
import { PhoneBar, type PhoneCounts } from './phone-bar'
import { SignedOut, StayActive } from './stay-active'
import { usePaper } from './use-paper'
import { useShellKeys } from './use-shell-keys'
import { useTheme } from './use-theme'

export type ShellProps = {
  frame: Frame
  /** null: no page of ours, as where an address leads nowhere */
  page: PageId | null
  /** of the h1, where it is not the name of the page */
  title?: string
  /** one line of what the page is about */
  about?: string | null
  /**
   * at the right of the page bar: scope, period, view, the one main button, in this order. What is loaded after the page stands before them:
   * the right edge holds the others, so that none moves from under a press
   */
  tools?: ReactNode
  /** how true the picture is, where the page has a live session */
  truth?: ReactNode
  /** where the page hears of alerts with all else; null: it is not open yet. A page that hears nothing leaves it out */
  alerts?: AlertSource
  /** the keys of the page beside those that every page has */
  keys?: readonly Key[]
  /** the body fills the window and scrolls inside its panels, where the window is wide enough */
  fills?: boolean
  /** what stands beside a page in the bar of a phone */
  counts?: PhoneCounts
  /** false while the page is not there yet; a test waits for it */
  ready?: boolean
  children: ReactNode
}

// beside the page, which stands without it: what tells somebody that they may not look is on every page, the wall too
const AlertDuty = dynamic(() => import('@/components/alerts/alert-duty'), { ssr: false })
const KeysDialog = dynamic(() => import('./keys-dialog'), { ssr: false })
const SearchDialog = dynamic(() => import('./search-dialog'), { ssr: false })
const OutdatedBar = dynamic(() => import('./outdated-bar').then((m) => m.OutdatedBar), { ssr: false })
const CardNews = dynamic(() => import('@/components/cards/card-news'), { ssr: false })
const SubmissionNews = dynamic(() => import('@/components/submissions/submission-news'), { ssr: false })
const NO_KEYS: readonly Key[] = []

/** Language and theme are kept by now; an address that is passed on does not bring them to others. */
function forgetSwitches(): void {
  const url = new URL(location.href)
  if (!url.searchParams.has('lang') && !url.searchParams.has('theme')) return
  url.searchParams.delete('lang')
  url.searchParams.delete('theme')
  history.replaceState(null, '', url)
}

/** The frame of every page of work: header, page bar, body, foot, and on a phone the bar of the thumb. */
export function Shell({
  frame,
  page,
  title,
  about,
  tools,
  truth,
  alerts: source,
  keys = NO_KEYS,
  fills = false,
  counts,
  ready,
  children,
}: ShellProps) {
  useTheme(frame.theme)
  usePaper()
  const hasAlerts = isOnDuty(frame.viewer) && !frame.factorMissing
  const [keysShown, setKeysShown] = useState(false)
  useEffect(forgetSwitches, [])
  const [searching, setSearching] = useState(false)
  useShellKeys(frame, { help: () => setKeysShown(true), search: () => setSearching(true) })
  const [firing, setFiring] = useState(frame.waiting?.alerts ?? null)
  const [cards, setCards] = useState(frame.waiting?.cards ?? 0)
  const [submissions, setSubmissions] = useState(frame.waiting?.submissions ?? 0)
  return (
    <div
      data-work
      data-theme={frame.theme}
      data-page={page ?? ''}
      className={`flex min-h-dvh flex-col bg-bg text-14 text-ink-2 [--bar:calc(56px+env(safe-area-inset-bottom))] [--focus:var(--sev-4)] max-sm:pb-(--bar) ${frame.theme === 'dark' ? 'scheme-dark' : 'scheme-light'} ${fills ? 'lg:h-dvh lg:min-h-620 print:h-auto!' : ''} print:block! print:min-h-0! print:pb-0!`}
    >
      {frame.viewer.userId !== undefined && <StayActive />}
      <Header
        frame={frame}
        page={page}
        truth={truth}
        firing={hasAlerts ? firing : 0}
        onSearch={() => setSearching(true)}
        cards={cards}
        submissions={submissions}
        alerts={hasAlerts && <AlertDuty viewer={frame.viewer} source={source} listed={page === 'alerts'} onFiring={setFiring} />}
      />
      <main
        id="content"
        data-ready={ready}
        tabIndex={-1}
        className="flex min-h-0 grow flex-col outline-none print:block print:[&_:has(>search)]:hidden print:[&_:is(h2,h3,header)]:break-after-avoid print:[&_svg]:max-h-[110mm]"
      >
        <SignedOut />
        {truth === undefined && <OutdatedBar />}
        <PageBar frame={frame} page={page} title={title} about={about} tools={tools} />
        <div className="mx-auto flex min-h-0 w-full max-w-2160 grow flex-col gap-12 px-16 pb-8 max-sm:px-12 print:block print:space-y-12 print:p-0!">
          {children}
        </div>
      </main>
      <Foot frame={frame} keys={keys} onAllKeys={() => setKeysShown(true)} />
      <PhoneBar frame={frame} page={page} counts={counts} />
      {searching && <SearchDialog frame={frame} onClose={() => setSearching(false)} />}
      {mayWatchCards(frame.viewer) && !frame.factorMissing && <CardNews listed={page === 'cards'} onCount={setCards} />}
      {handlesSubmissions(frame.viewer) && <SubmissionNews onCount={setSubmissions} />}
      {keysShown && <KeysDialog frame={frame} keys={keys} onClose={() => setKeysShown(false)} />}
    </div>
  )
}
