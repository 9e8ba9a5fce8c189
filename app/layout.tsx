import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { currentLanguage } from '@/lib/client/language'
import { pageTexts } from '@/lib/client/messages/page'
import { siteTexts } from '@/lib/client/messages/site'
import { wallTexts } from '@/lib/client/messages/wall'
import { isLightPage } from '@/lib/domain/phone-pages'
import './globals.css'

// Scripts run by a nonce that each answer has of its own (proxy.ts); a page made at build time could have none.
export const dynamic = 'force-dynamic'
/** A page's own title comes first, then the product; the wall has none of its own. */
export const generateMetadata = (): Metadata => ({
  title: { default: wallTexts.title, template: `%s · ${pageTexts.product}` },
  description: siteTexts.description,
  robots: { index: false },
})
export const viewport: Viewport = { themeColor: '#05090f', colorScheme: 'dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const asked = await headers()
  const nonce = asked.get('x-nonce') ?? undefined
  const byPhone = isLightPage(asked.get('x-path') ?? '')
  return (
    <html lang={currentLanguage()}>
      <head>
        {/* a page for phones asks for it where it is wanted (components/phone/use-fonts.ts): one stylesheet for page and map labels, made from the font packages by lib/cli/prepare-assets.mjs */}
        {!byPhone && <link rel="stylesheet" href="/fonts/fonts.css" precedence="fonts" />}
        {/* says what a browser lacks where nothing else of ours runs; the browser takes the nonce out of the attribute, so it differs */}
        <script src="/browser-check.js" defer nonce={nonce} suppressHydrationWarning />
      </head>
      <body>{children}</body>
    </html>
  )
}
