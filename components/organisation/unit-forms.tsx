'use client'
import dynamic from 'next/dynamic'
import type { ComponentProps } from 'react'
import type { UnitDetail, UnitMember } from '@/lib/domain/unit'
import type { UnitDialog as Dialog } from './unit-dialog'

// each comes when it is opened
const UnitDialog = dynamic(() => import('./unit-dialog').then((m) => m.UnitDialog), { ssr: false })
const EndDialog = dynamic(() => import('./unit-dialog').then((m) => m.EndDialog), { ssr: false })
const ImportDialog = dynamic(() => import('@/components/imports/import-dialog').then((m) => m.ImportDialog), { ssr: false })
const MemberPhone = dynamic(() => import('./member-phone').then((m) => m.MemberPhone), { ssr: false })

/** What is open over the page: the form of a new unit, of the chosen one, its end, a file, or the phone of one of its people. */
export type UnitForm = 'make' | 'change' | 'end' | 'import' | { phone: UnitMember }

type Props = Omit<ComponentProps<typeof Dialog>, 'unit' | 'onDone' | 'onClose'> & {
  form: UnitForm | null
  /** the chosen unit */
  unit: UnitDetail | null
  onSaved(unit: UnitDetail): void
  onEnded(): void
  /** `changed`: units and people may be others than they were */
  onClose(changed: boolean): void
}

/** The forms of the page of units, one at a time. */
export function UnitForms({ form, unit, onSaved, onEnded, onClose, ...rest }: Props) {
  if (form === null) return null
  if (form === 'make') return <UnitDialog unit={null} {...rest} onDone={onSaved} onClose={() => onClose(false)} />
  if (form === 'import') return <ImportDialog what="units" onClose={onClose} />
  if (!unit) return null
  if (form === 'change') return <UnitDialog unit={unit} {...rest} onDone={onSaved} onClose={() => onClose(false)} />
  if (form === 'end') return <EndDialog unit={unit} onStale={rest.onStale} onClose={(ended) => (ended ? onEnded() : onClose(false))} />
  return <MemberPhone unit={unit} member={form.phone} onClose={() => onClose(false)} />
}
