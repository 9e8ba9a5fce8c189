'use client'
import { useRef } from 'react'
import { placeTexts as texts } from '@/lib/client/messages/places'
import { openText } from '@/lib/client/place-open'
import { kindName, metersText } from '@/lib/client/place-words'
import type { Place } from '@/lib/domain/place'
import { PlaceSign } from './place-sign'

type Props = { places: readonly Place[]; selected: string | null; now: number; onSelect(id: string): void }

/** Places one under the other; up and down go from one to the next. */
export function PlacesList({ places, selected, now, onSelect }: Props) {
  const rows = useRef<(HTMLButtonElement | null)[]>([])
  const go = (at: number) => {
    rows.current[at]?.focus()
    rows.current[at]?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <ul aria-label={texts.list} data-testid="places-list">
      {places.map((place, i) => (
        <li key={place.id} className="border-b border-line last:border-b-0">
          <button
            type="button"
            ref={(element) => {
              rows.current[i] = element
            }}
            aria-pressed={place.id === selected}
            data-testid="place-row"
            data-id={place.id}
            data-kind={place.kind}
            data-open={place.open}
            onClick={() => onSelect(place.id)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
              event.preventDefault()
              go(i + (event.key === 'ArrowDown' ? 1 : -1))
            }}
            className={`flex w-full items-center gap-10 border-l-4 px-12 py-8 text-left hover:bg-track/60 max-lg:min-h-56 ${
              place.id === selected ? 'border-l-ink-1 bg-[color-mix(in_srgb,var(--panel),var(--sev-4)_10%)]' : 'border-l-transparent'
            }`}
          >
            <PlaceSign kind={place.kind} open={place.open} />
            <span className="min-w-0 flex-1">
              <strong className="block truncate text-15 font-medium text-ink-1">{place.name}</strong>
              <span className="block text-13 text-ink-3">
                {kindName(place.kind)} · <span className={place.open ? 'font-medium text-ink-1' : ''}>{openText(place, now)}</span>
              </span>
            </span>
            {place.meters !== null && <span className="text-13 whitespace-nowrap text-ink-3">{metersText(place.meters)}</span>}
          </button>
        </li>
      ))}
    </ul>
  )
}
