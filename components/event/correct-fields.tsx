'use client'
import { useEffect, useState } from 'react'
import { Choice } from '@/components/ui/choice'
import { fetchGrids } from '@/lib/client/api'
import { type GridTree, pathName } from '@/lib/client/grids'
import { deskTexts } from '@/lib/client/messages/desk'
import { wallTexts } from '@/lib/client/messages/wall'
import { type EventWords, placeName, typeName } from '@/lib/client/words'
import type { EventDetail } from '@/lib/domain/event-detail'

const { form, event: texts } = deskTexts

/** Type, urgency and grid of an event, as they are to be; what stays as it is is not sent. */
export function CorrectFields({ event, words }: { event: EventDetail; words: EventWords }) {
  const [tree, setTree] = useState<GridTree | null>(null)
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
      <Choice
        key={leaves.length}
        label={texts.place}
        name="grid"
        value={event.grid}
        options={[here, ...leaves.filter(({ code }) => code !== event.grid).map(({ code }) => [code, tree ? pathName(tree, code) : code] as const)]}
      />
      {event.position && <p className="text-13 text-ink-3">{form.withoutPoint}</p>}
    </>
  )
}

/** What the form says that is another than it was. */
export function correctionOf(event: EventDetail, data: FormData): { type?: string; urgency?: 1 | 2 | 3 | 4; grid?: string } {
  const [type, urgency, grid] = ['type', 'urgency', 'grid'].map((name) => data.get(name))
  const level = ([1, 2, 3, 4] as const).find((one) => String(one) === urgency)
  return {
    ...(typeof type === 'string' && type !== event.type && { type }),
    ...(level !== undefined && level !== event.urgency && { urgency: level }),
    ...(typeof grid === 'string' && grid !== event.grid && { grid }),
  }
}
