import { selectLook } from '@/components/places/select-look'
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
