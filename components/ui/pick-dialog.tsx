'use client'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { type GridTree, pathName } from '@/lib/client/grids'
import { reportTexts } from '@/lib/client/messages/report'
import type { MapSettings } from '@/lib/domain/basemap'
import { Action } from './action'
import { Dialog, DialogFoot } from './dialog'

const PlacePicker = dynamic(() => import('@/components/map/place-picker'), { ssr: false })
const { place: texts } = reportTexts

export type PickDialogProps = {
  tree: GridTree
  settings: MapSettings
  /** where to begin, WGS84 */
  from: [number, number] | null
  /** the grid that a place lies in */
  find: ((position: readonly [number, number]) => string | null) | null
  onPick(position: [number, number]): void
  onFailed(): void
  onClose(): void
}

/** A place from the map, with the grid that it lies in; outside of one's own grids there is none to be picked. */
export function PickDialog({ tree, settings, from, find, onPick, onFailed, onClose }: PickDialogProps) {
  const [position, setPosition] = useState<[number, number] | null>(from)
  const leaves = useMemo(() => tree.list.filter((g) => g.until === 4), [tree])
  const code = position && find ? find(position) : null
  return (
    <Dialog title={texts.pick} onClose={onClose} testId="pick-dialog">
      <PlacePicker settings={settings} grids={leaves} from={from} onMove={setPosition} onFailed={onFailed} />
      <p className="py-8 font-semibold text-ink-1" role="status" data-testid="pick-name" data-grid={code ?? ''}>
        {position === null ? texts.loading : code === null ? texts.outside : pathName(tree, code)}
      </p>
      <DialogFoot>
        <Action size="large" className="flex-1" onClick={onClose}>
          {texts.cancel}
        </Action>
        <Action
          size="large"
          main
          className="flex-1"
          disabled={position === null || code === null}
          onClick={() => position && onPick(position)}
          data-testid="pick"
        >
          {texts.confirm}
        </Action>
      </DialogFoot>
    </Dialog>
  )
}
