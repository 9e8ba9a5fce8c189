'use client'
import { type ComponentProps, useId } from 'react'

/** A labelled line to write in. `hint` stands under it. */
export function Field({ label, hint, ...input }: { label: string; hint?: string } & ComponentProps<'input'>) {
  const id = useId()
  return (
    <div className="flex flex-col gap-6">
      <label htmlFor={id} className="text-1 text-ink-2">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="h-48 rounded-chip border border-line-strong bg-bg px-14 text-2 text-ink-1"
        {...input}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-1 text-ink-3">
          {hint}
        </p>
      )}
    </div>
  )
}
