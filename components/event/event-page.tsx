'use client'
import dynamic from 'next/dynamic'
import { useEffect, useMemo, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Shell } from '@/components/page/shell'
import { TruthWord } from '@/components/page/truth-word'
import { Action } from '@/components/ui/action'
import { type LiveState, startState } from '@/lib/client/board'
import { aboutTexts } from '@/lib/client/messages/about'
import { deskTexts } from '@/lib/client/messages/desk'
import { stepTexts } from '@/lib/client/messages/step'
import { openNews } from '@/lib/client/news'
import type { Store } from '@/lib/client/store'
import { useNow } from '@/lib/client/use-store'
import { eventWords } from '@/lib/client/words'
import type { MapSettings } from '@/lib/domain/basemap'
import type { EventType } from '@/lib/domain/category'
import type { EventDetail } from '@/lib/domain/event-detail'
import type { LabelSet } from '@/lib/domain/transition'
import { EventCard } from './event-card'
import { eventKeys } from './event-keys'
import { useEvent } from './use-event'

const Back = () => (
  <Action href="/desk" className="print:hidden">
    {deskTexts.event.back}
  </Action>
)
// after the event, which is read first
const EventWay = dynamic(() => import('./event-way').then((m) => m.EventWay), { ssr: false, loading: Back })

export type EventPageProps = {
  frame: Frame
  event: EventDetail
  types: readonly EventType[]
  /** names of grids by code: those above the event, and those it was given to */
  names: Readonly<Record<string, string>>
  departments: readonly string[]
  labels: LabelSet
  map: MapSettings
}

/** The page of one event: the card, kept current. */
export function EventPage({ frame, event: first, types, names, departments, labels, map }: EventPageProps) {
  const [news, setNews] = useState(0)
  const [live, setLive] = useState(startState)
  const [alerts, setAlerts] = useState<Store<LiveState> | null>(null)
  /** did it come from a list, in which J and K go on? */
  const [walks, setWalks] = useState(false)
  const pageNow = useNow(live.clockOffset)
  const now = (pageNow ?? Date.parse(first.receivedAt)) + live.clockOffset
  const view = useEvent(first.id, news, first)
  const { number } = first
  useEffect(() => {
    const { live, stop } = openNews((changes) => {
      if (changes === null || changes.some((change) => change.number === number)) setNews((n) => n + 1)
    })
    setAlerts(live)
    const forget = live.subscribe(() => setLive(live.get()))
    return () => {
      forget()
      stop()
    }
  }, [number])
  const words = useMemo(() => eventWords(types, names, labels), [types, names, labels])
  return (
    <Shell
      frame={frame}
      page="event"
      about={aboutTexts.event}
      truth={<TruthWord live={live} pageNow={pageNow} />}
      alerts={alerts}
      keys={[...(walks ? [{ caps: ['J', 'K'], text: stepTexts.events }] : []), ...eventKeys(frame.viewer.role, words)]}
    >
      <EventCard
        view={view}
        words={words}
        departments={departments}
        map={map}
        now={now}
        places={frame.viewer.scope.kind === 'grids' ? 'linked' : 'named'}
        corner={<EventWay caseNumber={first.caseNumber} onWalk={setWalks} />}
        wide
      />
    </Shell>
  )
}
