'use client'
import { type ComponentProps, useId } from 'react'

/** What is written or chosen in; on a phone as large as a thumb, and so large that it is not zoomed into. */
export const inputLook =
  'min-h-36 w-full rounded-8 border border-line-strong bg-panel px-10 py-6 text-14 text-ink-1 disabled:opacity-60 max-sm:min-h-48 max-sm:text-16'

/** A labelled line to write in. `hint` stands under it. */
export function Field({ label, hint, ...input }: { label: string; hint?: string } & ComponentProps<'input'>) {
  const id = useId()
  return (
    <div className="flex flex-col gap-4">
      <label htmlFor={id} className="text-13 text-ink-2">
        {label}
      </label>
      <input id={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} className={inputLook} {...input} />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-13 text-ink-3">
          {hint}
        </p>
      )}
    </div>
  )
}
