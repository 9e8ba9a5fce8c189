'use client'
import type { ReactNode } from 'react'
import { Action } from '@/components/ui/action'
import { Logo } from '@/components/ui/logo'
import { pageTexts } from '@/lib/client/messages/page'
import { hrefOf, type PageId } from './groups'

/** Where a page cannot be shown: what it is, why, and the way back. `alone`: there is no page around it, so its title is that of the page. */
export function Told({ title, texts, back, alone = false }: { title: string; texts: readonly string[]; back: PageId | null; alone?: boolean }) {
  const Heading = alone ? 'h1' : 'h2'
  return (
    <section
      role="alert"
      className="m-auto flex w-full max-w-560 flex-col gap-12 rounded-10 border border-line bg-panel p-28 max-sm:p-20"
      data-testid="told"
    >
      <Heading className="text-18 font-semibold text-ink-1">{title}</Heading>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p className="flex flex-wrap gap-8 pt-8">
        {back === null ? (
          <Action main href="/sign-in">
            {pageTexts.person.signIn}
          </Action>
        ) : (
          <Action main href={hrefOf(back)}>
            {pageTexts.back(pageTexts.pages[back])}
          </Action>
        )}
      </p>
    </section>
  )
}

/** The same for whoever has not signed in. */
export function Bare({ children }: { children: ReactNode }) {
  return (
    <main data-theme="light" className="flex min-h-dvh flex-col items-center justify-center gap-20 bg-bg p-16 text-14 text-ink-2 scheme-light">
      <p className="flex items-center gap-10 text-16 font-semibold text-ink-1">
        <Logo className="size-28" />
        {pageTexts.product}
      </p>
      <div className="flex w-full justify-center">{children}</div>
    </main>
  )
}
