'use client'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { PickDialog } from '@/components/ui/pick-dialog'
import { PlaceMap } from '@/components/ui/place-map'
import { type GridTree, pathName } from '@/lib/client/grids'
import { reportTexts } from '@/lib/client/messages/report'
import { gridFinder } from '@/lib/client/place'
import { useFix } from '@/lib/client/use-fix'
import type { MapSettings } from '@/lib/domain/basemap'
import { ReportField } from './report-field'

const { place: texts } = reportTexts
/** From here on a place found by the phone should be looked at. */
const COARSE_METERS = 60

/** Where it is: a position (by the phone, or from the map), or only a grid. */
export type Where = { position: [number, number]; accuracy: number | null } | { grid: string }
export type PlaceFieldProps = {
  tree: GridTree | null
  late: boolean
  settings: MapSettings
  value: Where | null
  onChange(where: Where | null): void
}

export function PlaceField({ tree, late, settings, value, onChange }: PlaceFieldProps) {
  const { state, setState, locate } = useFix(value, onChange)
  const [picking, setPicking] = useState(false)
  const [byGrid, setByGrid] = useState(false)
  const [mapFailed, setMapFailed] = useState(false)
  const find = useMemo(() => (tree ? gridFinder(tree) : null), [tree])
  // whoever has allowed it before need not ask again
  const begin = useRef(() => {})
  begin.current = () => {
    if (value === null) void locate()
  }
  useEffect(() => {
    if (!window.isSecureContext) {
      setState('insecure')
      return
    }
    let current = true
    navigator.permissions?.query({ name: 'geolocation' }).then(
      (permission) => {
        if (current && permission.state === 'granted') begin.current()
      },
      () => {},
    )
    return () => {
      current = false
    }
  }, [setState])

  const code = value === null ? null : 'grid' in value ? value.grid : (find?.(value.position) ?? null)
  const outside = value !== null && 'position' in value && find !== null && code === null
  const name = tree && code !== null ? pathName(tree, code) : ''
  const note =
    value === null
      ? null
      : 'grid' in value
        ? texts.onlyGrid
        : value.accuracy === null
          ? texts.onMap
          : value.accuracy > COARSE_METERS
            ? `${texts.accuracy(value.accuracy)} · ${texts.coarse}`
            : texts.accuracy(value.accuracy)
  return (
    <ReportField title={texts.title} data-testid="place" data-grid={code ?? ''}>
      {value !== null && (
        <p className="flex flex-col" role="status">
          <strong className={outside ? 'text-offline' : ''}>{outside ? texts.outside : texts.at(name)}</strong>
          <span className="text-14 text-ink-3">{note}</span>
        </p>
      )}
      {value !== null && code !== null && <PlaceMap grids={[code]} position={'position' in value ? value.position : null} label={texts.title} />}
      {value === null && (state === 'insecure' || state === 'denied' || state === 'unavailable') && (
        <Callout role="status" data-testid="no-fix">
          {texts[state]}
        </Callout>
      )}
      {late && <Callout role="status">{texts.late}</Callout>}
      {mapFailed && <Callout>{texts.mapFailed}</Callout>}
      <div className="flex flex-wrap gap-8">
        {state !== 'insecure' && (
          <Action size="large" className="flex-1" disabled={state === 'locating'} onClick={() => void locate()} data-testid="here">
            {state === 'locating' ? texts.locating : texts.here}
          </Action>
        )}
        <Action size="large" className="flex-1" onClick={() => setPicking(true)} disabled={!tree} data-testid="on-map">
          {texts.map}
        </Action>
        <Action size="large" onClick={() => setByGrid(!byGrid)} aria-expanded={byGrid} data-testid="by-grid">
          {texts.byGrid}
        </Action>
      </div>
      {byGrid &&
        (tree ? (
          <select
            className={inputLook}
            aria-label={texts.chooseGrid}
            value={value !== null && 'grid' in value ? value.grid : ''}
            onChange={(e) => onChange(e.target.value === '' ? null : { grid: e.target.value })}
          >
            <option value="">{texts.chooseGrid}</option>
            {tree.list.map((g) => (
              <option key={g.code} value={g.code}>
                {pathName(tree, g.code)}
              </option>
            ))}
          </select>
        ) : (
          <p className="text-14 text-ink-3">{texts.loading}</p>
        ))}
      {picking && tree && (
        <PickDialog
          tree={tree}
          settings={settings}
          from={value !== null && 'position' in value && !outside ? value.position : null}
          find={find}
          onFailed={() => {
            setPicking(false)
            setByGrid(true)
            setMapFailed(true)
          }}
          onClose={() => setPicking(false)}
          onPick={(position) => {
            setPicking(false)
            onChange({ position, accuracy: null })
          }}
        />
      )}
    </ReportField>
  )
}
