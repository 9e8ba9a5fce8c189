'use client'
import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { pageTexts } from '@/lib/client/messages/page'

/** What is written or chosen in; on a phone as large as a thumb, and so large that it is not zoomed into. */
export const inputLook =
  'min-h-36 w-full rounded-8 border border-line-strong bg-panel px-10 py-6 text-14 text-ink-1 disabled:opacity-60 max-lg:min-h-48 max-lg:text-16'
export const labelLook = 'text-13 text-ink-2'

type LabelledProps = {
  label: string
  hint?: string | undefined
  /** what is wrong with what was given */
  fault?: string | undefined
  /** `told`: the ids of what is said of it below */
  children(id: string, told?: string): ReactNode
}

/** A label over what it names, which takes the id; `hint` and `fault` stand under it. */
export function Labelled({ label, hint, fault, children }: LabelledProps) {
  const id = useId()
  const [hintId, faultId] = [hint === undefined ? undefined : `${id}-hint`, fault === undefined ? undefined : `${id}-fault`]
  const told = [hintId, faultId].filter(Boolean).join(' ')
  return (
    <div className="flex flex-col gap-4">
      <label htmlFor={id} className={labelLook}>
        {label}
      </label>
      {children(id, told === '' ? undefined : told)}
      {hint !== undefined && (
        <p id={hintId} className="text-13 text-ink-3">
          {hint}
        </p>
      )}
      {fault !== undefined && <FieldFault id={faultId}>{fault}</FieldFault>}
    </div>
  )
}

/** What is wrong with what was given in a field, right below it. */
export function FieldFault({ id, children }: { id?: string | undefined; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="text-13 font-medium text-stale" data-testid="field-fault">
      {children}
    </p>
  )
}

/** A labelled line to write in. */
export function Field({ label, hint, fault, ...input }: Pick<LabelledProps, 'label' | 'hint' | 'fault'> & ComponentProps<'input'>) {
  return (
    <Labelled label={label} hint={hint} fault={fault}>
      {(id, told) => <input id={id} aria-describedby={told} aria-invalid={fault === undefined ? undefined : true} className={inputLook} {...input} />}
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
export function DateField({
  label,
  type,
  fault,
  ...input
}: Pick<LabelledProps, 'label' | 'fault'> & { type: 'date' | 'datetime-local' } & Omit<ComponentProps<'input'>, 'type'>) {
  const [empty, setEmpty] = useState(!input.defaultValue)
  const look = ({ value, validity }: HTMLInputElement) => setEmpty(value === '' && !validity.badInput)
  return (
    <Labelled label={label} fault={fault}>
      {(id, told) => (
        <span className="relative block">
          <input
            id={id}
            aria-describedby={told}
            aria-invalid={fault === undefined ? undefined : true}
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
