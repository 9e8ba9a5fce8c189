'use client'
import { useEffect, useMemo, useState } from 'react'
import { Failed } from '@/components/page/states'
import { groundTexts as texts } from '@/lib/client/messages/ground'
import type { Phone } from '@/lib/client/phone'
import { drawGround, groundNames, heightOf } from '@/lib/client/place-sheet'
import { useRoute } from '@/lib/client/use-read'
import { groundRoutes, MAX_GRIDS } from '@/lib/domain/routes/ground'
import { Surroundings } from '@/lib/domain/surroundings'
import { GroundDrawing, useWidth } from './ground-drawing'
import { mapRoom, type PlaceMapProps } from './place-room'

/** A sketch in the size that it is shown in, so that names are as large as other words; it needs no engine. */
export function PlaceDrawing({ grids, position, label, phone = null }: Omit<PlaceMapProps, 'note'>) {
  const { data, fault, again } = useGround(grids.slice(0, MAX_GRIDS).join(','), phone)
  const [room, width] = useWidth()
  const [lon, lat] = position ?? []
  const sheet = useMemo(
    () => data && width && drawGround(data, { width, height: heightOf(width) }, lon === undefined || lat === undefined ? null : [lon, lat]),
    [data, width, lon, lat],
  )
  const said = useMemo(() => {
    const names = data && groundNames(data)
    if (!names) return label
    const lists = [
      names.around.length > 0 ? texts.around(names.around.join(texts.comma)) : '',
      names.roads.length > 0 ? texts.roads(names.roads.join(texts.comma)) : '',
    ]
    return [`${label} ${names.own.join(texts.comma)}`, ...lists.filter((part) => part !== '')].join(texts.stop)
  }, [data, label])
  return (
    <div ref={room} className={mapRoom} data-state={fault ? 'failed' : sheet ? 'drawn' : 'reading'}>
      {sheet ? (
        <GroundDrawing sheet={sheet} width={width} label={said} />
      ) : fault ? (
        <Failed text={texts.failed} onRetry={again} />
      ) : (
        <p className="sr-only" role="status">
          {texts.reading}
        </p>
      )}
    </div>
  )
}

/** What lies around grids; where it cannot be read, as it was kept. */
function useGround(grids: string, phone: Phone | null) {
  const { data, fault, again } = useRoute(groundRoutes.around, { query: { grids } })
  const [kept, setKept] = useState<Surroundings | null>(null)
  useEffect(() => {
    if (!phone) return
    let over = false
    const name = `ground ${grids}`
    if (data) void phone.keep(name, data)
    else if (fault) void phone.recall(name, Surroundings).then((found) => over || setKept(found?.value ?? null))
    return () => {
      over = true
    }
  }, [phone, grids, data, fault])
  return { data: data ?? kept, fault, again }
}
