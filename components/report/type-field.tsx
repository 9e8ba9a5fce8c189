'use client'
import { useMemo, useState } from 'react'
import { ClassChip } from '@/components/ui/class-chip'
import { inputLook } from '@/components/ui/field'
import { reportTexts } from '@/lib/client/messages/report'
import { nameOfClass } from '@/lib/client/names'
import { shortType, typeName } from '@/lib/client/type-names'
import { findTypes } from '@/lib/client/type-search'
import type { EventType } from '@/lib/domain/category'
import { ReportField } from './report-field'

const { type: texts } = reportTexts

/** A class, or a type that was used of late, to be pressed. */
const pill =
  'flex min-h-48 items-center gap-7 rounded-8 border border-line-strong px-7 text-left text-14 text-ink-1 aria-expanded:border-ink-1 aria-expanded:shadow-[inset_0_0_0_1px_var(--ink-1)]'
/** A type with what is told of it. */
const line = 'flex min-h-48 w-full items-center gap-10 py-4 text-left text-16 text-ink-1'

export type TypeFieldProps = {
  types: readonly EventType[]
  recent: readonly string[]
  value: EventType | null
  onChange(type: EventType | null): void
}

/** What it is: one of the last used, one of a class, or one that a word finds. */
export function TypeField({ types, recent, value, onChange }: TypeFieldProps) {
  const [search, setSearch] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const classes = useMemo(() => [...new Map(types.map((t) => [t.classCode, nameOfClass(t.classCode, t.className)]))], [types])
  const found = search.trim() !== '' ? findTypes(types, search) : open === null ? [] : types.filter((t) => t.classCode === open)
  const last = recent.flatMap((code) => types.find((t) => t.code === code) ?? [])
  if (value) {
    return (
      <ReportField title={texts.title} data-testid="type" data-type={value.code}>
        <button type="button" className={`${line} rounded-8 border border-ink-1 px-12 font-semibold`} onClick={() => onChange(null)}>
          <ClassChip code={value.classCode} name={value.className} />
          <span className="min-w-0 flex-1">{value.name}</span>
          <span className="text-14 font-normal text-ink-3 underline underline-offset-3">{texts.change}</span>
        </button>
      </ReportField>
    )
  }
  const pick = (type: EventType) => {
    setSearch('')
    setOpen(null)
    onChange(type)
  }
  return (
    <ReportField title={texts.title} data-testid="type">
      {last.length > 0 && (
        <fieldset className="flex flex-wrap gap-8" aria-label={texts.recent}>
          {last.map((type) => (
            <button key={type.code} type="button" className={pill} onClick={() => pick(type)} data-recent={type.code}>
              <ClassChip code={type.classCode} name={type.className} />
              {shortType(type, type.code)}
            </button>
          ))}
        </fieldset>
      )}
      <input
        type="search"
        className={inputLook}
        placeholder={texts.search}
        aria-label={texts.search}
        value={search}
        onChange={(e) => setSearch(e.target.value)}
      />
      {search.trim() === '' && (
        <fieldset className="grid grid-cols-3 gap-8" aria-label={texts.title}>
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
              {name}
            </button>
          ))}
        </fieldset>
      )}
      {search.trim() !== '' && found.length === 0 && <p className="text-14 text-ink-3">{texts.none}</p>}
      {found.length > 0 && (
        <ul>
          {found.map((type) => (
            <li key={type.code} className="border-t border-line">
              <button type="button" className={line} onClick={() => pick(type)} data-code={type.code}>
                <ClassChip code={type.classCode} name={type.className} />
                <span className="min-w-0 flex-1">{typeName(type)}</span>
                <span className="text-14 text-ink-3">{texts.limit(type.lead)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </ReportField>
  )
}
