'use client'
import { useEffect, useMemo, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { Choice } from '@/components/ui/choice'
import { labelLook } from '@/components/ui/field'
import { PickDialog } from '@/components/ui/pick-dialog'
import { fetchGrids } from '@/lib/client/api'
import { type GridTree, pathName } from '@/lib/client/grids'
import { deskTexts } from '@/lib/client/messages/desk'
import { reportTexts } from '@/lib/client/messages/report'
import { wallTexts } from '@/lib/client/messages/wall'
import { gridFinder } from '@/lib/client/place'
import { type EventWords, placeName, typeName } from '@/lib/client/words'
import type { MapSettings } from '@/lib/domain/basemap'
import type { EventDetail } from '@/lib/domain/event-detail'
import { Position } from '@/lib/domain/position'

const { form, event: texts } = deskTexts
type Point = readonly [number, number]

/** Type, urgency and place of an event, as they are to be; what stays as it is is not sent. */
export function CorrectFields({ event, words, map }: { event: EventDetail; words: EventWords; map: MapSettings }) {
  const [tree, setTree] = useState<GridTree | null>(null)
  const [point, setPoint] = useState<Point | null>(null)
  useEffect(() => {
    let current = true
    fetchGrids('').then(
      (found) => current && setTree(found),
      // the place stays as it is then
      () => {},
    )
    return () => {
      current = false
    }
  }, [])
  const leaves = tree?.list.filter((grid) => grid.until === 4) ?? []
  const here = [event.grid, placeName(event.grid, words)] as const
  return (
    <>
      <Choice label={texts.type} name="type" value={event.type} options={words.types.map((type) => [type.code, typeName(type)] as const)} />
      <Choice
        label={texts.fields.urgency}
        name="urgency"
        value={String(event.urgency)}
        options={[1, 2, 3, 4].map((urgency) => [String(urgency), wallTexts.feed.urgency[urgency - 1] ?? String(urgency)] as const)}
      />
      {point === null && (
        <Choice
          key={leaves.length}
          label={texts.place}
          name="grid"
          value={event.grid}
          options={[here, ...leaves.filter(({ code }) => code !== event.grid).map(({ code }) => [code, tree ? pathName(tree, code) : code] as const)]}
        />
      )}
      {point === null && event.position && <p className="text-13 text-ink-3">{form.withoutPoint}</p>}
      <PointField event={event} tree={tree} map={map} point={point} onChange={setPoint} />
    </>
  )
}

type PointFieldProps = { event: EventDetail; tree: GridTree | null; map: MapSettings; point: Point | null; onChange(point: Point | null): void }

/** Where it is on the map, and the grid that it becomes one of: the point decides that, and the server once more. */
function PointField({ event, tree, map, point, onChange }: PointFieldProps) {
  const [picking, setPicking] = useState(false)
  const [failed, setFailed] = useState(false)
  const find = useMemo(() => (tree ? gridFinder(tree) : null), [tree])
  const code = point && find ? find(point) : null
  return (
    <div className="flex flex-col gap-8" data-testid="correct-point" data-grid={code ?? ''}>
      {point && (
        <>
          <span className={labelLook}>{texts.place}</span>
          <input type="hidden" name="position" value={JSON.stringify(point)} />
          <p role="status" className="font-semibold text-ink-1">
            {tree && code !== null && (code === event.grid ? form.sameGrid : form.otherGrid)(pathName(tree, code))}
          </p>
        </>
      )}
      {failed && <Callout>{reportTexts.place.mapFailed}</Callout>}
      <div className="flex flex-wrap gap-8">
        <Action disabled={!tree} onClick={() => setPicking(true)} data-testid="correct-on-map">
          {point || event.position ? form.movePoint : form.setPoint}
        </Action>
        {point && <Action onClick={() => onChange(null)}>{form.keepPoint}</Action>}
      </div>
      {picking && tree && (
        <PickDialog
          tree={tree}
          settings={map}
          from={[...(point ?? event.position ?? tree.byCode.get(event.grid)?.place ?? [0, 0])]}
          find={find}
          onFailed={() => {
            setPicking(false)
            setFailed(true)
          }}
          onClose={() => setPicking(false)}
          onPick={(position) => {
            setPicking(false)
            onChange(position)
          }}
        />
      )}
    </div>
  )
}

/** What the form says that is another than it was. */
export function correctionOf(
  event: EventDetail,
  data: FormData,
): { type?: string; urgency?: 1 | 2 | 3 | 4; grid?: string; position?: [number, number] } {
  const [type, urgency, grid, position] = ['type', 'urgency', 'grid', 'position'].map((name) => data.get(name))
  const level = ([1, 2, 3, 4] as const).find((one) => String(one) === urgency)
  const point = typeof position === 'string' ? Position.safeParse(JSON.parse(position)).data : undefined
  return {
    ...(typeof type === 'string' && type !== event.type && { type }),
    ...(level !== undefined && level !== event.urgency && { urgency: level }),
    ...(typeof grid === 'string' && grid !== event.grid && { grid }),
    ...(point && { position: point }),
  }
}
