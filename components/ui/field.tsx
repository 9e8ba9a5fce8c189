'use client'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { pageTexts } from '@/lib/client/messages/page'

/** What is written or chosen in; on a phone as large as a thumb, and so large that it is not zoomed into. */
export const inputLook =
  'min-h-36 w-full rounded-8 border border-line-strong bg-panel px-10 py-6 text-14 text-ink-1 disabled:opacity-60 max-lg:min-h-48 max-lg:text-16'
export const labelLook = 'text-13 text-ink-2'

/** A label over what it names, which takes the id; `hint` stands under it. */
export function Labelled({ label, hint, children }: { label: string; hint?: string | undefined; children(id: string, hintId?: string): ReactNode }) {
  const id = useId()
  const hintId = hint === undefined ? undefined : `${id}-hint`
  return (
    <div className="flex flex-col gap-4">
      <label htmlFor={id} className={labelLook}>
        {label}
      </label>
      {children(id, hintId)}
      {hint !== undefined && (
        <p id={hintId} className="text-13 text-ink-3">
          {hint}
        </p>
      )}
    </div>
  )
}

/** A labelled line to write in. */
export function Field({ label, hint, ...input }: { label: string; hint?: string } & ComponentProps<'input'>) {
  return (
    <Labelled label={label} hint={hint}>
      {(id, hintId) => <input id={id} aria-describedby={hintId} className={inputLook} {...input} />}
    </Labelled>
  )
}

/** A labelled box for several lines. */
export function TextField({ label, ...area }: { label: string } & ComponentProps<'textarea'>) {
  return <Labelled label={label}>{(id) => <textarea id={id} className={inputLook} rows={3} {...area} />}</Labelled>
}

/**
 * A labelled day, or day and time, of the county's clock. While it is empty it says its format in the language of the page; what the
 * browser says there is in the language of the machine.
 */
export function DateField({ label, type, ...input }: { label: string; type: 'date' | 'datetime-local' } & Omit<ComponentProps<'input'>, 'type'>) {
  const [empty, setEmpty] = useState(!input.defaultValue)
  const look = ({ value, validity }: HTMLInputElement) => setEmpty(value === '' && !validity.badInput)
  return (
    <Labelled label={label}>
      {(id) => (
        <span className="relative block">
          <input
            id={id}
            type={type}
            className={`peer ${inputLook} ${empty ? 'not-focus:text-transparent' : ''}`}
            {...input}
            onChange={(e) => look(e.currentTarget)}
            onBlur={(e) => look(e.currentTarget)}
          />
          {empty && (
            <span aria-hidden className="pointer-events-none absolute inset-y-0 left-11 flex items-center text-14 text-ink-3 peer-focus:hidden">
              {pageTexts.formats[type]}
            </span>
          )}
        </span>
      )}
    </Labelled>
  )
}
