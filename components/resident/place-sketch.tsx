'use client'
import { useMemo } from 'react'
import { GroundDrawing, useWidth } from '@/components/ui/ground-drawing'
import { mapRoom } from '@/components/ui/place-room'
import { currentLanguage } from '@/lib/client/language'
import { residentTexts } from '@/lib/client/messages/resident'
import { round } from '@/lib/client/place'
import { drawGround, heightOf } from '@/lib/client/place-sheet'
import type { ReportLink } from '@/lib/domain/submission'

const { place: texts } = residentTexts

export type PlaceSketchProps = Pick<ReportLink, 'places' | 'ground'> & {
  /** code of the place that is chosen */
  chosen: string | null
  position: readonly [number, number] | null
  onPoint(position: [number, number]): void
}

/** The places of a community among their streets and neighbours: a tap says where it is. */
export function PlaceSketch({ places, ground, chosen, position, onPoint }: PlaceSketchProps) {
  const [room, width] = useWidth()
  const [lon, lat] = position ?? []
  const sheet = useMemo(() => {
    if (!ground || width === 0) return null
    const english = currentLanguage() === 'en'
    const own = places.map(({ code, label, labelEn, coordinates }) => {
      const names = [english ? labelEn : label]
      return { code, own: code === chosen, names: { zh: names, en: names }, coordinates }
    })
    const mark: [number, number] | null = lon === undefined || lat === undefined ? null : [lon, lat]
    return drawGround({ ...ground, grids: [...ground.grids, ...own] }, { width, height: heightOf(width) }, mark)
  }, [places, ground, chosen, lon, lat, width])
  return (
    <div ref={room} className={`relative ${mapRoom}`}>
      <span className="block size-full" aria-hidden>
        {sheet && <GroundDrawing sheet={sheet} width={width} label={texts.map} isMeant={(code) => places.some((place) => place.code === code)} />}
      </span>
      <button
        type="button"
        aria-label={texts.map}
        className="absolute inset-0 cursor-crosshair"
        data-testid="sketch"
        data-state={sheet ? 'drawn' : 'reading'}
        onClick={(event) => {
          // pressed by a key: it says no place
          if (event.detail === 0 || !sheet) return
          const { left, top } = event.currentTarget.getBoundingClientRect()
          const [x, y] = sheet.from([event.clientX - left, event.clientY - top])
          onPoint([round(x), round(y)])
        }}
      />
    </div>
  )
}
