'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Action } from '@/components/ui/action'
import { pageTexts } from '@/lib/client/messages/page'
import type { ExportList } from '@/lib/domain/export'

const ExportDialog = dynamic(() => import('./export-dialog').then((m) => m.ExportDialog), { ssr: false })

/** Takes a list away as a file. */
export function ExportButton({ list, query, hasWords = false }: { list: ExportList; query: string; hasWords?: boolean }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Action onClick={() => setOpen(true)} data-testid="export-open">
        {pageTexts.export}
      </Action>
      {open && <ExportDialog list={list} query={query} hasWords={hasWords} onClose={() => setOpen(false)} />}
    </>
  )
}
