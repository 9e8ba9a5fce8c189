import type { ReactNode } from 'react'

/** A row of what can be chosen, under one name. */
export function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="flex items-center gap-10">
      <legend className="float-left w-48 text-15 text-ink-3">{label}</legend>
      <div className="flex min-w-0 flex-1 gap-4 rounded-10 border border-line bg-panel p-4">{children}</div>
    </fieldset>
  )
}

type PickProps = { on: boolean; onPick(): void; label?: string; testId?: string; children: ReactNode }

/** One of them, as large as a thumb. */
export function Pick({ on, onPick, label, testId, children }: PickProps) {
  return (
    <button
      type="button"
      aria-pressed={on}
      aria-label={label}
      onClick={onPick}
      data-testid={testId}
      className="grid min-h-48 min-w-0 grow place-items-center rounded-8 px-6 text-15 text-ink-2 aria-pressed:bg-ink-1 aria-pressed:font-medium aria-pressed:text-bg"
    >
      {children}
    </button>
  )
}
