'use client'
import dynamic from 'next/dynamic'
import { groundTexts } from '@/lib/client/messages/ground'
import { mapRoom, type PlaceMapProps } from './place-room'

// without a signal the page stands and the map is missing
const PlaceDrawing = dynamic(
  () =>
    import('./place-drawing').then(
      (m) => m.PlaceDrawing,
      () => Missing,
    ),
  { ssr: false, loading: () => <div className={mapRoom} /> },
)

function Missing() {
  return <p className="text-14 text-ink-3">{groundTexts.failed}</p>
}

/** Where something is: its grids among their neighbours, the streets, and the point where one is known. Its code and its ground come after the page. */
export function PlaceMap({ note, ...shown }: PlaceMapProps) {
  return (
    <figure className="max-w-440" data-testid="place-map">
      <PlaceDrawing {...shown} />
      {note && <figcaption className="pt-4 text-13 text-ink-3">{note}</figcaption>}
    </figure>
  )
}
