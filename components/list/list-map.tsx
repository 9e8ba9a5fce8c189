'use client'
import dynamic from 'next/dynamic'
import { useEffect, useMemo, useState } from 'react'
import { LightMark } from '@/components/event/light-mark'
import type { EventMark } from '@/components/map/event-map'
import { Failed } from '@/components/page/states'
import { fetchGrids } from '@/lib/client/api'
import { formatCount } from '@/lib/client/format'
import type { GridTree } from '@/lib/client/grids'
import { deskTexts } from '@/lib/client/messages/desk'
import { listTexts } from '@/lib/client/messages/list'
import { lightName } from '@/lib/client/names'
import type { Read } from '@/lib/client/use-read'
import { type EventWords, shortType } from '@/lib/client/words'
import type { MapSettings } from '@/lib/domain/basemap'
import { LIGHTS } from '@/lib/domain/life'
import type { EventPoint, EventPoints } from '@/lib/domain/routes/event-points'

const EventMap = dynamic(() => import('@/components/map/event-map'), { ssr: false })
const { map: texts } = listTexts

type ListMapProps = {
  read: Read<EventPoints>
  within: string | undefined
  words: EventWords
  settings: MapSettings
  /** number of the event that is open, or under the hand */
  selected: number | null
  order: string
  onSelect(point: EventPoint): void
}

/** The events of the list where they are; the list beside it holds the same and is gone through by keys. */
export function ListMap({ read, within, words, settings, selected, order, onSelect }: ListMapProps) {
  const { tree, failed, again } = useGrids(within)
  const [refused, setRefused] = useState(false)
  const { data } = read
  const marks = useMemo(
    () =>
      (data?.points ?? []).map(
        ({ number, caseNumber, type, status, light, position }): EventMark => ({
          number,
          at: position,
          look: status === 'open' ? light : 'over',
          text: [shortType(words.typeOf(type), type), status === 'open' ? lightName(light) : deskTexts.due.done, caseNumber].join(' · '),
        }),
      ),
    [data, words],
  )
  const notes = data
    ? [
        texts.drawn(formatCount(marks.length)),
        ...(data.more ? [texts.more(order)] : []),
        ...(data.unplaced > 0 ? [texts.unplaced(formatCount(data.unplaced))] : []),
      ]
    : []
  return (
    <section
      className="relative flex min-h-0 flex-1 flex-col overflow-hidden rounded-10 border border-line bg-(--map-bg-0) max-lg:h-[44dvh] max-lg:min-h-280 max-lg:flex-none print:hidden"
      aria-label={texts.label}
      data-testid="list-map"
      data-loaded={data !== null}
      data-unplaced={data?.unplaced}
    >
      <div className="relative min-h-0 flex-1">
        {refused ? (
          <p className="grid h-full place-items-center px-24 text-center text-14 text-ink-2" role="alert">
            {texts.failed}
          </p>
        ) : failed || read.fault ? (
          <div className="grid h-full place-items-center">
            <Failed code={read.fault?.code} onRetry={failed ? again : read.again} />
          </div>
        ) : tree ? (
          <EventMap
            settings={settings}
            grids={tree.list}
            marks={marks}
            selected={selected}
            label={texts.help}
            manyText={(count, overdue) => texts.many(formatCount(count), overdue > 0 ? `${lightName('overdue')} ${formatCount(overdue)}` : '')}
            onSelect={(number) => {
              const point = data?.points.find((one) => one.number === number)
              if (point) onSelect(point)
            }}
            onFailed={() => setRefused(true)}
          />
        ) : (
          <p className="grid h-full place-items-center text-13 text-ink-3">{texts.loading}</p>
        )}
      </div>
      <p className="flex min-h-36 flex-wrap items-center gap-x-16 gap-y-2 border-t border-line bg-panel px-14 py-6 text-13 text-ink-3">
        <span className="flex flex-wrap gap-x-12" aria-hidden>
          {[...LIGHTS].reverse().map((light) => (
            <LightMark key={light} light={light} />
          ))}
        </span>
        <span role="status" data-testid="map-notes">
          {notes.join(texts.comma)}
        </span>
      </p>
    </section>
  )
}

/** The grids of a place. */
function useGrids(within: string | undefined): { tree: GridTree | null; failed: boolean; again(): void } {
  const [tree, setTree] = useState<GridTree | null>(null)
  const [failed, setFailed] = useState(false)
  const [tries, setTries] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is a reason to ask
  useEffect(() => {
    let over = false
    setFailed(false)
    fetchGrids(within).then(
      (found) => over || setTree(found),
      () => over || setFailed(true),
    )
    return () => {
      over = true
    }
  }, [within, tries])
  return { tree, failed, again: () => setTries((n) => n + 1) }
}
