import { useMemo } from 'react'
import { selectLook } from '@/components/places/select-look'
import { gridNames } from '@/lib/client/grid-names'
import type { GridShape } from '@/lib/client/grids'
import { listTexts as texts } from '@/lib/client/messages/list'

type Place = { code: string; name: string; depth: number }
type Props = {
  places: readonly Place[]
  within: string | null
  /** false: the highest place is the whole */
  whole?: boolean
  className?: string
  onChoose(within: string | null): void
}

/** The part of one's area that a page is about; one place is no choice. */
export function ScopeSelect({ places, within, whole = true, className = '', onChoose }: Props) {
  if (places.length <= 1) return null
  return (
    <select
      aria-label={texts.scope}
      data-testid="scope"
      className={`${selectLook} ${className}`}
      value={places.some(({ code }) => code === within) ? (within ?? '') : ''}
      onChange={({ target }) => onChoose(target.value === '' ? null : target.value)}
    >
      {whole && <option value="">{texts.whole}</option>}
      {places.map(({ code, name, depth }) => (
        <option key={code} value={code}>{`${'\u2003'.repeat(depth)}${name}`}</option>
      ))}
    </select>
  )
}

/** The same where a page holds the shapes of its area. */
export function ShapeScope({ shapes, ...rest }: Omit<Props, 'places'> & { shapes: readonly GridShape[] }) {
  const names = useMemo(() => gridNames(shapes), [shapes])
  return <ScopeSelect places={names.around(rest.within)} {...rest} />
}
