'use client'
import { useMemo, useState } from 'react'
import type { GridTree } from '@/lib/client/grids'
import { pickTexts as texts } from '@/lib/client/messages/pick'
import { gridFinder } from '@/lib/client/place'
import { pointIn, pointText } from '@/lib/client/point'
import type { MapSettings } from '@/lib/domain/basemap'
import { Action } from './action'
import { Callout } from './callout'
import { inputLook, Labelled } from './field'
import { PickDialog } from './pick-dialog'

type Props = {
  label: string
  name: string
  tree: GridTree | null
  map: MapSettings
  value: readonly [number, number] | null
  /** where the map begins while there is no point */
  from: readonly [number, number] | null
  fault?: string | undefined
}

/** A point, written as longitude and latitude or picked on the map. */
export function PointField({ label, name, tree, map, value, from, fault }: Props) {
  const [text, setText] = useState(value ? pointText(value) : '')
  const [picking, setPicking] = useState(false)
  const [failed, setFailed] = useState(false)
  const find = useMemo(() => (tree && picking ? gridFinder(tree) : null), [tree, picking])
  const start = pointIn(text) ?? from
  return (
    <>
      <Labelled label={label} hint={texts.pointHint} fault={fault}>
        {(id, told) => (
          <span className="flex gap-8">
            <input
              id={id}
              name={name}
              className={inputLook}
              value={text}
              aria-describedby={told}
              aria-invalid={fault === undefined ? undefined : true}
              onChange={({ target }) => setText(target.value)}
            />
            <Action className="shrink-0" disabled={!tree} onClick={() => setPicking(true)} data-testid="pick-point">
              {texts.onMap}
            </Action>
          </span>
        )}
      </Labelled>
      {failed && <Callout>{texts.mapFailed}</Callout>}
      {picking && tree && (
        <PickDialog
          tree={tree}
          settings={map}
          from={start ? [start[0], start[1]] : null}
          find={find}
          onFailed={() => {
            setPicking(false)
            setFailed(true)
          }}
          onClose={() => setPicking(false)}
          onPick={(position) => {
            setPicking(false)
            setText(pointText(position))
          }}
        />
      )}
    </>
  )
}
