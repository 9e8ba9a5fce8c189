'use client'
import { type ReactNode, useEffect, useState } from 'react'
import * as z from 'zod/mini'
import type { Frame } from '@/components/page/frame'
import { mayOpen } from '@/components/page/groups'
import { Bare } from '@/components/page/told'
import { Action } from '@/components/ui/action'
import { pageTexts } from '@/lib/client/messages/page'
import { phoneTexts } from '@/lib/client/messages/phone'
import { lastPhone, type Phone } from '@/lib/client/phone'
import { Viewer } from '@/lib/domain/access'
import { LANGUAGES } from '@/lib/domain/language'
import { THEMES } from '@/lib/domain/theme'
import { KeptProps } from './kept-props'
import { useFonts } from './use-fonts'
import type { KeptName } from './use-phone'

const KeptFrame = z.object({
  language: z.enum(LANGUAGES),
  frame: z.object({
    viewer: Viewer,
    scope: z.string(),
    theme: z.enum(THEMES),
    entryByHand: z.boolean(),
    factorMissing: z.boolean(),
    demo: z.boolean(),
    reviewNumber: z.nullable(z.string()),
  }),
})

/** What the server tells of a page for somebody. */
export type Given = { frame: Frame; props: KeptProps }
/** `kept`: opened without a signal, the phone that it is kept on. */
export type Opened = Given & { kept: Phone | null }
export type KeptPageProps = { name: KeptName; given: Given | undefined; children(opened: Opened): ReactNode }

/** A page for phones, as the server gives it, or as it is kept. */
export const KeptPage = ({ name, given, children }: KeptPageProps) =>
  given ? children({ ...given, kept: null }) : <WithoutSignal name={name}>{children}</WithoutSignal>

/**
 * A page without a signal: the document is the same for everybody (public/sw.js), and what makes it somebody's is what their phone has kept. It
 * is drawn here alone, in their language.
 */
function WithoutSignal({ name, children }: Pick<KeptPageProps, 'name' | 'children'>) {
  const [opened, setOpened] = useState<Opened | 'reading' | 'nobody'>('reading')
  useFonts()
  useEffect(() => {
    let over = false
    const read = async () => {
      const kept = await lastPhone()
      const frame = (await kept?.recall('frame', KeptFrame))?.value
      const props = (await kept?.recall('props', KeptProps))?.value
      if (over) return
      if (frame) document.documentElement.lang = frame.language
      document.title = `${pageTexts.pages[name]} \u00b7 ${pageTexts.product}`
      setOpened(kept && frame && props && mayOpen(name, frame.frame.viewer) ? { kept, frame: frame.frame, props } : 'nobody')
    }
    void read()
    return () => {
      over = true
    }
  }, [name])
  if (opened === 'reading') return null
  if (opened !== 'nobody') return children(opened)
  return (
    <Bare>
      <section role="alert" className="flex w-full max-w-560 flex-col gap-12 rounded-10 border border-line bg-panel p-20" data-testid="kept-nobody">
        <h1 className="text-18 font-semibold text-ink-1">{phoneTexts.none.title}</h1>
        <p>{phoneTexts.none.text}</p>
        <Action size="large" main onClick={() => location.reload()}>
          {phoneTexts.none.retry}
        </Action>
      </section>
    </Bare>
  )
}
