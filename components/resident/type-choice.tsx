'use client'
import { useState } from 'react'
import { ReportField } from '@/components/report/report-field'
import { ClassChip } from '@/components/ui/class-chip'
import { residentTexts } from '@/lib/client/messages/resident'
import { nameOfClass } from '@/lib/client/names'
import { typeName } from '@/lib/client/type-names'
import type { ReportLink } from '@/lib/domain/submission'

const { type: texts } = residentTexts
/** What people on the street tell most, of the types that come with the product; a county with others has its classes. */
const COMMON = ['0503', '0501', '0504', '0502', '0401', '0403']
type Type = ReportLink['types'][number]

const pill =
  'flex min-h-48 items-center gap-8 rounded-8 border border-line-strong px-10 text-left text-15 text-ink-1 aria-expanded:border-ink-1 aria-expanded:shadow-[inset_0_0_0_1px_var(--ink-1)]'
const line = 'flex min-h-48 w-full items-center gap-10 py-4 text-left text-16 text-ink-1'

/** What it is: one of a class, or nothing that one could name. */
export function TypeChoice({
  types,
  value,
  onChange,
}: {
  types: readonly Type[]
  /** null: nothing is chosen yet; 'unsure': they leave it to the community */
  value: Type | 'unsure' | null
  onChange(value: Type | 'unsure' | null): void
}) {
  const [open, setOpen] = useState<string | null>(null)
  const common = COMMON.flatMap((code) => types.find((type) => type.code === code) ?? [])
  const classes = [...new Map(types.map((type) => [type.classCode, type.className]))]
  if (value !== null)
    return (
      <ReportField title={texts.title} data-testid="type" data-type={value === 'unsure' ? '' : value.code}>
        <button type="button" className={`${line} rounded-8 border border-ink-1 px-12 font-semibold`} onClick={() => onChange(null)}>
          {value !== 'unsure' && <ClassChip code={value.classCode} name={value.className} />}
          <span className="min-w-0 flex-1">{value === 'unsure' ? texts.unsure : typeName(value)}</span>
          <span className="text-14 font-normal text-ink-3 underline underline-offset-3">{texts.change}</span>
        </button>
      </ReportField>
    )
  return (
    <ReportField title={texts.title} data-testid="type">
      {common.length > 0 && (
        <fieldset className="flex flex-col gap-8">
          <legend className="pb-4 text-14 text-ink-3">{texts.common}</legend>
          <div className="grid grid-cols-2 gap-8">
            {common.map((type) => (
              <button key={type.code} type="button" className={pill} onClick={() => onChange(type)} data-common={type.code}>
                {typeName(type)}
              </button>
            ))}
          </div>
        </fieldset>
      )}
      <fieldset className="flex flex-col gap-8">
        <legend className="pb-4 text-14 text-ink-3">{texts.others}</legend>
        <div className="grid grid-cols-2 gap-8">
          {classes.map(([code, name]) => (
            <button
              key={code}
              type="button"
              className={pill}
              aria-expanded={open === code}
              onClick={() => setOpen(open === code ? null : code)}
              data-class={code}
            >
              <ClassChip code={code} name={name} />
              {nameOfClass(code, name)}
            </button>
          ))}
        </div>
      </fieldset>
      {open !== null && (
        <ul>
          {types
            .filter(({ classCode }) => classCode === open)
            .map((type) => (
              <li key={type.code} className="border-t border-line">
                <button type="button" className={line} onClick={() => onChange(type)} data-code={type.code}>
                  {typeName(type)}
                </button>
              </li>
            ))}
        </ul>
      )}
      <button type="button" className={`${line} text-ink-2 underline underline-offset-4`} onClick={() => onChange('unsure')}>
        {texts.unsure}
      </button>
    </ReportField>
  )
}
