'use client'
import { useMemo } from 'react'
import { ReportField } from '@/components/report/report-field'
import { Action } from '@/components/ui/action'
import { inputLook } from '@/components/ui/field'
import { said } from '@/lib/client/language'
import { residentTexts } from '@/lib/client/messages/resident'
import { drawOutlines } from '@/lib/client/outlines'
import { round } from '@/lib/client/place'
import { useFix } from '@/lib/client/use-fix'
import { makeGridIndex } from '@/lib/domain/grid-index'
import type { ReportLink } from '@/lib/domain/submission'

const { place: texts } = residentTexts
const SHEET = { width: 320, height: 220, margin: 10 }

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

/** Where it is, by the phone, by a tap on the sketch of the community, by one of its places, or not at all. */
export function PlaceChoice({ places, value, onChange }: { places: Places; value: Where | null; onChange(where: Where | null): void }) {
  const { state, setState, locate } = useFix(value, onChange)
  const find = useMemo(() => placeFinder(places), [places])
  const draw = useMemo(() => drawOutlines(places, SHEET), [places])
  const position = value !== null && 'position' in value ? value.position : null
  const place = value === null ? null : 'grid' in value ? (places.find(({ code }) => code === value.grid) ?? null) : find(value.position)
  const nameOf = ({ name, nameEn }: Places[number]) => said({ zh: name, en: nameEn })
  const point = draw && position && place ? draw.at(position) : null
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
      {draw && (
        <button
          type="button"
          aria-label={texts.map}
          className="block w-full cursor-crosshair overflow-hidden rounded-8 border border-line"
          data-testid="sketch"
          onClick={(event) => {
            const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
            // pressed by a key: it says no place
            if (event.detail === 0 || width === 0) return
            const [lon, lat] = draw.from([((event.clientX - left) / width) * SHEET.width, ((event.clientY - top) / height) * SHEET.height])
            onChange({ position: [round(lon), round(lat)], accuracy: null })
          }}
        >
          <svg viewBox={`0 0 ${SHEET.width} ${SHEET.height}`} className="block w-full bg-(--map-bg-0)" aria-hidden>
            {places.map((one) => (
              <path
                key={one.code}
                d={draw.line(one)}
                stroke="var(--map-line)"
                className={
                  one.code === place?.code
                    ? 'fill-[color-mix(in_srgb,var(--map-body-hi),var(--sev-4)_22%)] stroke-[1.4]'
                    : 'fill-(--map-body-hi) stroke-[0.7]'
                }
              />
            ))}
            {point && (
              <g>
                <circle cx={point[0]} cy={point[1]} r="10" fill="var(--panel)" stroke="var(--ink-1)" strokeWidth="2" />
                <circle cx={point[0]} cy={point[1]} r="4.500" fill="var(--ink-1)" />
              </g>
            )}
          </svg>
        </button>
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
