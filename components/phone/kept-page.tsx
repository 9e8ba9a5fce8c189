'use client'
import { type ReactNode, useEffect, useState } from 'react'
import * as z from 'zod/mini'
import type { Frame } from '@/components/page/frame'
import { Bare } from '@/components/page/told'
import { Action } from '@/components/ui/action'
import { pageTexts } from '@/lib/client/messages/page'
import { phoneTexts } from '@/lib/client/messages/phone'
import { lastPhone, type Phone } from '@/lib/client/phone'
import { Viewer } from '@/lib/domain/access'
import { LANGUAGES } from '@/lib/domain/language'
import { THEMES } from '@/lib/domain/theme'
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

type Opened<P> = { phone: Phone; frame: Frame; props: P }
export type KeptPageProps<P> = { name: KeptName; schema: z.ZodMiniType<P>; children(opened: Opened<P>): ReactNode }

/**
 * A page without a signal: the document is the same for everybody (public/sw.js), and what makes it somebody's is what their phone has kept. It
 * is drawn here alone, in their language.
 */
export function KeptPage<P>({ name, schema, children }: KeptPageProps<P>) {
  const [opened, setOpened] = useState<Opened<P> | 'reading' | 'nobody'>('reading')
  useFonts()
  useEffect(() => {
    let over = false
    const read = async () => {
      const phone = await lastPhone()
      const frame = await phone?.recall('frame', KeptFrame)
      const props = await phone?.recall(`page ${name}`, schema)
      if (over) return
      if (frame) document.documentElement.lang = frame.value.language
      document.title = `${pageTexts.pages[name]} · ${pageTexts.product}`
      setOpened(phone && frame && props ? { phone, frame: frame.value.frame, props: props.value } : 'nobody')
    }
    void read()
    return () => {
      over = true
    }
  }, [name, schema])
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
