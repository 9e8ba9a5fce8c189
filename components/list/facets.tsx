import type { ReactNode } from 'react'
import { Tick } from '@/components/ui/choice'
import { formatCount } from '@/lib/client/format'
import { inList } from '@/lib/client/in-list'
import { listTexts as texts } from '@/lib/client/messages/list'
import { Popover } from './popover'

const frame =
  'flex min-h-30 max-w-full flex-wrap items-center max-sm:max-w-none max-sm:flex-nowrap gap-2 rounded-8 border bg-panel px-8 max-lg:min-h-44'
export const facetOption =
  'flex min-h-26 items-center gap-5 rounded-6 px-6 whitespace-nowrap text-ink-1 hover:bg-track aria-pressed:bg-ink-1 aria-pressed:text-bg max-lg:min-h-44 max-lg:px-10'

/** A value of a facet, with how many there are under all other facets; undefined: that is not known yet; null: it is not counted. */
export type Counted = { value: string; count: number | null | undefined }
type FacetProps = {
  /** of the facet, in the address and in words */
  facet: string
  name: string
  values: readonly Counted[]
  chosen: readonly string[]
  label(value: string): ReactNode
  onToggle(value: string): void
  onClear(): void
}

/** What is narrowed by, in a frame with its name; while something is chosen it can be cleared. */
export function FacetFrame({ name, active, onClear, children }: { name: string; active: boolean; onClear(): void; children: ReactNode }) {
  return (
    <fieldset className={`${frame} ${active ? 'border-ink-1' : 'border-line-strong'}`}>
      <legend className="sr-only">{name}</legend>
      <span className="px-4 whitespace-nowrap text-ink-3" aria-hidden>
        {name}
      </span>
      {children}
      {active && (
        <button type="button" aria-label={texts.drop(name)} className="rounded-4 px-6 text-ink-1 hover:bg-track max-lg:min-h-44" onClick={onClear}>
          <span aria-hidden>×</span>
        </button>
      )}
    </fieldset>
  )
}

/** How many there are, in a place that is kept until that is known and while it changes, so that nothing beside it moves from under a press. */
export const Count = ({ of, className = 'text-ink-3 in-aria-pressed:text-bg' }: { of: Counted['count']; className?: string }) =>
  of === null ? null : <span className={`min-w-[3ch] text-left tabular-nums ${className}`}>{of === undefined ? '' : formatCount(of)}</span>

/** Few values, side by side; none: the facet is left out. */
export function FacetChips({ facet, name, values, chosen, label, onToggle, onClear }: FacetProps) {
  if (values.length === 0) return null
  return (
    <FacetFrame name={name} active={chosen.length > 0} onClear={onClear}>
      {values.map(({ value, count }) => (
        <button
          key={value}
          type="button"
          aria-pressed={chosen.includes(value)}
          data-facet={facet}
          data-value={value}
          data-count={count}
          className={facetOption}
          onClick={() => onToggle(value)}
        >
          {label(value)}
          <Count of={count} />
        </button>
      ))}
    </FacetFrame>
  )
}

/** Many values, behind a button. */
export function FacetSheet({
  told,
  label,
  ...props
}: Omit<FacetProps, 'label'> & { label(value: string): string /** of the button while nothing is chosen */; told(n: number): string }) {
  const { facet, name, values, chosen, onToggle, onClear } = props
  if (values.length === 0) return null
  return (
    <FacetFrame name={name} active={chosen.length > 0} onClear={onClear}>
      <Popover
        label={name}
        button={<span className="max-w-180 truncate">{chosen.length > 0 ? inList(chosen.map(label)) : told(values.length)}</span>}
        className={facetOption}
        testId={`facet-${facet}`}
      >
        {values.map(({ value, count }) => (
          <Tick key={value} type="checkbox" data-facet={facet} data-value={value} checked={chosen.includes(value)} onChange={() => onToggle(value)}>
            {label(value)} <Count of={count} />
          </Tick>
        ))}
      </Popover>
    </FacetFrame>
  )
}

/** The facets of a list, in a row that a phone scrolls. */
export const FacetRow = ({ children }: { children: ReactNode }) => (
  <div
    id="facets"
    className="relative flex flex-wrap items-center gap-6 text-13 max-sm:flex-nowrap max-sm:overflow-x-auto print:hidden"
    data-testid="facets"
  >
    {children}
  </div>
)
