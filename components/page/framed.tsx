'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import type { Frame } from './frame'
import type { PageId } from './groups'

// every page is sent what its root says where a page cannot be shown, the wall too: it asks for the shell only when it says so
const Shell = dynamic(() => import('./shell').then((m) => m.Shell))

/** What a page says that cannot be shown, inside the shell. */
export function Framed({ frame, page = null, children }: { frame: Frame; page?: PageId | null; children: ReactNode }) {
  return (
    <Shell frame={frame} page={page}>
      {children}
    </Shell>
  )
}
