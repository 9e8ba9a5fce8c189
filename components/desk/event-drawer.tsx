'use client'
import { useEffect, useRef, useState } from 'react'
import { EventCard } from '@/components/event/event-card'
import { useEvent } from '@/components/event/use-event'
import { Action } from '@/components/ui/action'
import { deskTexts } from '@/lib/client/messages/desk'
import type { EventWords } from '@/lib/client/words'
import type { World } from '@/lib/client/world'
import type { MapSettings } from '@/lib/domain/basemap'

const { event: texts } = deskTexts

/** One event beside the map, kept current; Esc on the page closes it. */
export function EventDrawer({
  world,
  caseNumber,
  words,
  departments,
  map,
  now,
  onClose,
}: {
  world: Pick<World, 'listen'>
  caseNumber: string
  words: EventWords
  departments: readonly string[]
  map: MapSettings
  now: number
  onClose(): void
}) {
  const [news, setNews] = useState(0)
  const view = useEvent(caseNumber, news)
  const number = view.event?.number
  const element = useRef<HTMLElement>(null)
  useEffect(
    () =>
      world.listen((changes) => {
        if (changes === null || changes.some((change) => change.number === number)) setNews((n) => n + 1)
      }),
    [world, number],
  )
  const close = useRef(onClose)
  close.current = onClose
  // wherever the focus is on the page: rows that are read again beside the drawer may have taken it, or nothing has it
  useEffect(() => {
    const press = ({ key, target, defaultPrevented }: KeyboardEvent) => {
      if (key !== 'Escape' || defaultPrevented) return
      const isHere = target === document.body || (target instanceof Element && target.closest('#content') !== null && !target.closest('dialog'))
      if (isHere) close.current()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another event is a reason to go there
  useEffect(() => element.current?.focus(), [caseNumber])
  return (
    <aside
      ref={element}
      className="absolute inset-0 z-4 overflow-y-auto rounded-10 border border-line bg-panel shadow-[0_8px_40px_rgb(10_30_50/18%)] outline-none max-lg:fixed max-lg:z-30 max-lg:rounded-none"
      tabIndex={-1}
      aria-label={texts.page}
      data-testid="drawer"
    >
      <EventCard
        view={view}
        words={words}
        departments={departments}
        map={map}
        now={now}
        corner={
          <span className="flex gap-8">
            <Action href={`/events/${caseNumber}`}>{texts.open}</Action>
            <Action onClick={onClose} data-testid="close">
              {texts.close}
            </Action>
          </span>
        }
      />
    </aside>
  )
}
