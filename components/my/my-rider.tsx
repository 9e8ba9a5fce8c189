'use client'
import { useCallback, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { http } from '@/lib/client/http'
import { myPlaceTexts as texts } from '@/lib/client/messages/my-places'
import { findPosition } from '@/lib/client/place'
import type { MyStations } from '@/lib/domain/my-places'
import { myPlaceRoutes } from '@/lib/domain/routes/my-places'
import { StationLine } from './my-places'

/** So many that are open are shown. */
const SHOWN = 3

/** 骑手驿站: to whoever rides for their work, the nearest stations that are open now, with what they have; where none is, the nearest, with when it opens. */
export function MyRiderCard({ onGo, onRead }: { onGo(view: string): void; onRead(card: string): void }) {
  const [found, setFound] = useState<(MyStations & { now: number }) | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const read = useCallback(
    async (near: string | null) => {
      const answer = await http(myPlaceRoutes.stations, { query: { near, kind: 'station' } })
      setFault(answer.ok ? null : texts.failed)
      if (answer.ok) setFound({ ...answer.body, now: Date.now() })
      onRead('rider')
    },
    [onRead],
  )
  useEffect(() => void read(null), [read])
  const locate = async () => {
    const fix = await findPosition()
    if (typeof fix === 'string') return setFault(texts.hereFailed)
    await read(fix.position.map((degrees) => degrees.toFixed(5)).join(','))
  }
  if (!found && fault === null) return null
  const stations = found?.stations ?? []
  const open = stations.filter((station) => station.open).slice(0, SHOWN)
  const shown = open.length > 0 ? open : stations.slice(0, 1)
  return (
    <section className="flex flex-col gap-12 rounded-12 border border-line bg-panel px-16 py-14" data-testid="my-rider" data-count={open.length}>
      <h2 className="text-18 font-semibold text-ink-1">{texts.rider.title}</h2>
      {found && (
        <p className="text-16 text-ink-3">
          {stations.length === 0 ? texts.rider.none : open.length === 0 ? texts.rider.closed : texts.from[found.from]}
        </p>
      )}
      {found && shown.map((station) => <StationLine key={station.id} station={station} now={found.now} onGo={onGo} />)}
      {fault !== null && <Callout role="alert">{fault}</Callout>}
      <Action size="large" className="min-h-52 text-18" onClick={() => void locate()} data-testid="rider-here">
        {texts.here}
      </Action>
    </section>
  )
}
