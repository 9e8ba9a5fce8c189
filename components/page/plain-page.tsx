import type { ReactNode } from 'react'
import { ground } from '@/components/ui/ground'
import { Logo } from '@/components/ui/logo'
import { glass } from '@/components/ui/wall-looks'
import { accountTexts } from '@/lib/client/messages/accounts'
import { wallTexts } from '@/lib/client/messages/wall'

/** A plain page in the middle of the dark: who may not look, or must wait, is told what to do. */
export function PlainPage({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <main data-wall className={ground}>
      <div className="absolute inset-0 grid place-items-center p-40 max-sm:p-12 max-sm:[--u:1px]!">
        <div className={`${glass} flex max-w-760 flex-col gap-16 px-48 py-40 max-sm:p-24`} role="alert" data-testid="notice">
          <Logo className="size-48 text-ink-1" />
          <h1 className="text-3 font-semibold text-ink-1">{title}</h1>
          <p className="text-2 text-ink-2">{text}</p>
          {children}
        </div>
      </div>
    </main>
  )
}

/** For a screen without a link, or with one that was ended. */
export function Denied() {
  return (
    <PlainPage title={wallTexts.wall.denied} text={wallTexts.wall.deniedHow}>
      <a href="/sign-in" className="text-2 text-ink-1 underline">
        {accountTexts.signIn.title}
      </a>
    </PlainPage>
  )
}
