'use client'
import dynamic from 'next/dynamic'
import type { EventType } from '@/lib/domain/category'
import type { DutyTemplate } from '@/lib/domain/duty'
import type { DutyAction, DutyItem, DutyItemDetail } from '@/lib/domain/duty-item'

const AssignDialog = dynamic(() => import('./act-dialogs').then((m) => m.AssignDialog), { ssr: false })
const DoDialog = dynamic(() => import('./act-dialogs').then((m) => m.DoDialog), { ssr: false })
const ReasonDialog = dynamic(() => import('./act-dialogs').then((m) => m.ReasonDialog), { ssr: false })
const FindDialog = dynamic(() => import('./act-dialogs').then((m) => m.FindDialog), { ssr: false })
const PlanDialog = dynamic(() => import('./plan-dialog').then((m) => m.PlanDialog), { ssr: false })
const TemplateDialog = dynamic(() => import('./template-dialog').then((m) => m.TemplateDialog), { ssr: false })
const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

/** What is open over the page, and about what. */
export type Open = { what: 'plan' | 'export' | 'template' | 'make' } | { what: DutyAction; item: DutyItem; detail: DutyItemDetail | null }

type OpenProps = {
  open: Open
  template: DutyTemplate | null
  period: string | null
  within: string | null
  visits: boolean
  types: readonly EventType[]
  query: string
  onItem(detail: DutyItemDetail): void
  /** an item, or the template, is no more as it was when the dialog opened */
  onStale(): void
  onSaved(template: DutyTemplate): void
  onPlanned(): void
  onClose(): void
}

/** The dialog that is open; none is loaded before. */
export function OpenDialog({ open, template, period, within, visits, types, query, onItem, onStale, onSaved, onPlanned, onClose }: OpenProps) {
  const both = { onDone: onItem, onStale, onClose }
  switch (open.what) {
    case 'plan':
      return template && period !== null ? (
        <PlanDialog template={template.id} period={period} within={within} onDone={onPlanned} onClose={onClose} />
      ) : null
    case 'export':
      return <ExportDialog list="duties" query={query} hasWords onClose={onClose} />
    case 'template':
      return <TemplateDialog template={template} onDone={onSaved} {...{ onStale, onClose }} />
    case 'make':
      return <TemplateDialog template={null} onDone={onSaved} {...{ onStale, onClose }} />
    case 'assign':
    case 'reassign':
      return <AssignDialog item={open.item} {...both} />
    case 'do':
      return open.detail && <DoDialog detail={open.detail} visits={visits} {...both} />
    case 'miss':
    case 'excuse':
      return <ReasonDialog item={open.item} action={open.what} {...both} />
    case 'find':
      return <FindDialog item={open.item} types={types} {...both} />
  }
}
