'use client'
import { useState } from 'react'
import { ListRow } from '@/components/ui/list-row'
import { Part } from '@/components/ui/part'
import { TextLink } from '@/components/ui/text-link'
import { placeTexts } from '@/lib/client/messages/places'
import { openText } from '@/lib/client/place-open'
import { metersText } from '@/lib/client/place-words'
import { useRoute } from '@/lib/client/use-read'
import { placeRoutes } from '@/lib/domain/routes/places'

const SHOWN = 3

/** The service places nearest to an event, straight, with whether they are open: where one can warm up, charge or ask. */
export function NearPlaces({ position, links }: { position: readonly [number, number]; links: boolean }) {
  const { data } = useRoute(placeRoutes.list, { query: { near: position.join(','), limit: SHOWN } })
  const [now] = useState(() => Date.now())
  if (!data || data.places.length === 0) return null
  return (
    <Part title={placeTexts.event.title} testId="near-places">
      <ul>
        {data.places.map((place) => (
          <ListRow key={place.id}>
            {links ? <TextLink href={`/places?at=${place.id}`}>{place.name}</TextLink> : <span className="text-ink-1">{place.name}</span>}
            <span>{place.meters !== null && metersText(place.meters)}</span>
            <span className="text-13 text-ink-3">{openText(place, now)}</span>
          </ListRow>
        ))}
      </ul>
    </Part>
  )
}
