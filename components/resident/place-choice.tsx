'use client'
import dynamic from 'next/dynamic'
import { useMemo } from 'react'
import { ReportField } from '@/components/report/report-field'
import { Action } from '@/components/ui/action'
import { inputLook } from '@/components/ui/field'
import { mapRoom } from '@/components/ui/place-room'
import { said } from '@/lib/client/language'
import { residentTexts } from '@/lib/client/messages/resident'
import { useFix } from '@/lib/client/use-fix'
import { makeGridIndex } from '@/lib/domain/grid-index'
import type { ReportLink } from '@/lib/domain/submission'
import type { PlaceSketchProps } from './place-sketch'

const { place: texts } = residentTexts

// its code comes after the page; without it there are the place of the phone and the list
const PlaceSketch = dynamic<PlaceSketchProps>(
  () =>
    import('./place-sketch').then(
      (m) => m.PlaceSketch,
      () => () => null,
    ),
  { ssr: false, loading: () => <div className={mapRoom} /> },
)

/** Where it is: a position (found by the phone with its error in metres, or marked: null), or a place of the community. */
export type Where = { position: [number, number]; accuracy: number | null } | { grid: string }
type Places = ReportLink['places']

/** Says in which of the places a position lies; null: outside of the community. */
export function placeFinder(places: Places): (position: readonly [number, number]) => Places[number] | null {
  const index = makeGridIndex(
    places.map(({ code, coordinates }, i) => ({ id: i + 1, code, geometry: { type: 'MultiPolygon' as const, coordinates } })),
  )
  return ([lon, lat]) => places[(index.locate([lon, lat]) ?? 0) - 1] ?? null
}

type PlaceChoiceProps = Pick<ReportLink, 'places' | 'ground'> & { value: Where | null; onChange(where: Where | null): void }

/** Where it is, by the phone, by a tap on the sketch of the community, by one of its places, or not at all. */
export function PlaceChoice({ places, ground, value, onChange }: PlaceChoiceProps) {
  const { state, setState, locate } = useFix(value, onChange)
  const find = useMemo(() => placeFinder(places), [places])
  const position = value !== null && 'position' in value ? value.position : null
  const place = value === null ? null : 'grid' in value ? (places.find(({ code }) => code === value.grid) ?? null) : find(value.position)
  const nameOf = ({ name, nameEn }: Places[number]) => said({ zh: name, en: nameEn })
  const note =
    value === null || !('position' in value)
      ? null
      : place === null
        ? texts.outside
        : value.accuracy === null
          ? texts.onMap
          : texts.accuracy(value.accuracy)
  return (
    <ReportField title={texts.title} data-testid="place" data-grid={place?.code ?? ''}>
      {value !== null && (
        <p className="flex flex-col" role="status">
          {place !== null && <strong className="text-ink-1">{nameOf(place)}</strong>}
          {note !== null && <span className={place === null ? 'font-medium text-ink-1' : 'text-14 text-ink-3'}>{note}</span>}
        </p>
      )}
      {(state === 'insecure' || state === 'denied' || state === 'unavailable') && value === null && <p role="status">{texts[state]}</p>}
      <Action size="large" disabled={state === 'locating'} onClick={() => void locate()} data-testid="here">
        {state === 'locating' ? texts.locating : texts.here}
      </Action>
      {ground && (
        <PlaceSketch
          places={places}
          ground={ground}
          chosen={place?.code ?? null}
          position={position}
          onPoint={(at) => onChange({ position: at, accuracy: null })}
        />
      )}
      <p className="text-14 text-ink-3" aria-hidden>
        {texts.map}
      </p>
      <select
        className={inputLook}
        aria-label={texts.choose}
        value={value !== null && 'grid' in value ? value.grid : ''}
        onChange={(event) => {
          setState('idle')
          onChange(event.target.value === '' ? null : { grid: event.target.value })
        }}
      >
        <option value="">{value === null ? texts.somewhere : texts.choose}</option>
        {places.map((one) => (
          <option key={one.code} value={one.code}>
            {nameOf(one)}
          </option>
        ))}
      </select>
    </ReportField>
  )
}
