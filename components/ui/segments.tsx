'use client'

export type Segment<T extends string> = { value: T; label: string }

/** One choice of a few, side by side. */
export function Segments<T extends string>({
  label,
  value,
  options,
  onChange,
  testId,
}: {
  label: string
  value: T
  options: readonly Segment<T>[]
  onChange(value: T): void
  testId?: string
}) {
  return (
    <div role="radiogroup" aria-label={label} data-testid={testId} className="flex rounded-chip bg-track p-3">
      {options.map((option) => (
        // biome-ignore lint/a11y/useSemanticElements: a segment is a button in every way but its role
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          data-value={option.value}
          onClick={() => onChange(option.value)}
          className="min-w-44 rounded-[calc(4*var(--u))] px-12 py-5 text-1 font-medium whitespace-nowrap text-ink-2 transition-colors duration-(--m-fast) hover:text-ink-1 aria-checked:bg-ink-2/18 aria-checked:text-ink-1"
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
