'use client'
import { useMemo, useState } from 'react'
import { ClassChip } from '@/components/ui/class-chip'
import { reportTexts } from '@/lib/client/messages/report'
import { nameOfClass } from '@/lib/client/names'
import { findTypes } from '@/lib/client/type-search'
import { shortType, typeName } from '@/lib/client/words'
import type { EventType } from '@/lib/domain/category'

const { type: texts } = reportTexts

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
      <section className="field" data-testid="type" data-type={value.code}>
        <h2>{texts.title}</h2>
        <button type="button" className="picked" onClick={() => onChange(null)}>
          <ClassChip code={value.classCode} name={value.className} />
          <span className="grow">{value.name}</span>
          <span className="muted">{texts.change}</span>
        </button>
      </section>
    )
  }
  const pick = (type: EventType) => {
    setSearch('')
    setOpen(null)
    onChange(type)
  }
  return (
    <section className="field" data-testid="type">
      <h2>{texts.title}</h2>
      {last.length > 0 && (
        <fieldset className="row-of" aria-label={texts.recent}>
          {last.map((type) => (
            <button key={type.code} type="button" className="pill" onClick={() => pick(type)} data-recent={type.code}>
              <ClassChip code={type.classCode} name={type.className} />
              {shortType(type, type.code)}
            </button>
          ))}
        </fieldset>
      )}
      <input
        type="search"
        className="input"
        placeholder={texts.search}
        aria-label={texts.search}
        value={search}
        onChange={(e) => setSearch(e.target.value)}
      />
      {search.trim() === '' && (
        <fieldset className="classes" aria-label={texts.title}>
          {classes.map(([code, name]) => (
            <button
              key={code}
              type="button"
              className="pill"
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
      {search.trim() !== '' && found.length === 0 && <p className="muted">{texts.none}</p>}
      {found.length > 0 && (
        <ul className="types">
          {found.map((type) => (
            <li key={type.code}>
              <button type="button" onClick={() => pick(type)} data-code={type.code}>
                <ClassChip code={type.classCode} name={type.className} />
                <span className="grow">{typeName(type)}</span>
                <span className="muted">{texts.limit(type.lead)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
