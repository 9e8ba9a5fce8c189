'use client'
import type { ComponentProps, ReactNode } from 'react'
import { inputLook, Labelled, labelLook } from './field'

/** Lines to choose from, labelled. */
export function Choice({
  label,
  name,
  value,
  required,
  options,
  fault,
  onChange,
}: {
  label: string
  /** what is wrong with what was chosen */
  fault?: string | undefined
  onChange?(value: string): void
  name: string
  value?: string
  /** one of them says nothing, as '' */
  required?: boolean
  options: readonly (readonly [value: string, label: string])[]
}) {
  return (
    <Labelled label={label} fault={fault}>
      {(id, told) => (
        <select
          id={id}
          name={name}
          defaultValue={value}
          required={required}
          className={inputLook}
          aria-describedby={told}
          aria-invalid={fault === undefined ? undefined : true}
          onChange={({ target }) => onChange?.(target.value)}
        >
          {options.map(([of, text]) => (
            <option key={of} value={of}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

/** A few ticks or dots under one name. */
export function Ticks({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-wrap gap-x-16 gap-y-6">
      <legend className={`pb-4 ${labelLook}`}>{label}</legend>
      {children}
    </fieldset>
  )
}

/** A tick or a dot with its word. */
export function Tick({ children, ...input }: { type: 'checkbox' | 'radio'; children: ReactNode } & ComponentProps<'input'>) {
  return (
    <label className="inline-flex min-h-28 items-center gap-6 text-14 text-ink-1 max-lg:min-h-48">
      <input {...input} />
      {children}
    </label>
  )
}
