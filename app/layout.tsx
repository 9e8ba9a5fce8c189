import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { zh } from '@/lib/client/messages/zh-CN'
import './globals.css'

// Scripts run by a nonce that each answer has of its own (proxy.ts); a page made at build time could have none.
export const dynamic = 'force-dynamic'
export const metadata: Metadata = { title: zh.title, description: zh.description, robots: { index: false } }
export const viewport: Viewport = { themeColor: '#05090f', colorScheme: 'dark' }

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="zh-CN">
      <head>
        {/* one stylesheet for page and map labels, made from the font packages by lib/cli/prepare-assets.mjs */}
        <link rel="stylesheet" href="/fonts/fonts.css" precedence="fonts" />
      </head>
      <body>{children}</body>
    </html>
  )
}
