'use client'
import { type CSSProperties, useEffect, useState } from 'react'
import { ClassChip } from '@/components/ui/class-chip'
import { Panel } from '@/components/ui/panel'
import { UrgencyWord } from '@/components/ui/urgency-word'
import { formatCount, formatTime } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { screenTexts as texts } from '@/lib/client/messages/screen'
import { urgentRows } from '@/lib/client/rows'
import { useNow, useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'
import type { CoverageRow } from '@/lib/domain/binding'
import type { GridEvent } from '@/lib/domain/event'
import { shortName } from '@/lib/domain/grid'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { peopleRoutes } from '@/lib/domain/routes/people'
import type { SceneKind } from '@/lib/domain/screen'

/** Lines of a panel. */
const ROWS = 8
const RETRY_MS = 5_000

const LISTS = {
  overdue: { light: 'overdue', status: 'open', order: 'urgent' },
  cards: { card: 'red,yellow', status: 'open', order: 'urgent' },
} as const

/** Units that the panel takes of the map, its margin among them. */
export const PANEL_ROOM = 548
/** Has a scene of this kind a panel? */
export const hasPanel = (kind: SceneKind): boolean => kind === 'overdue' || kind === 'cards' || kind === 'people'

/** What a scene of a tour has beside the map: the events or places that it is about. */
export function ScenePanel({ kind, world, style }: { kind: SceneKind; world: World; style: CSSProperties }) {
  if (kind === 'people') return <PeopleScene style={style} />
  return kind === 'overdue' || kind === 'cards' ? <EventScene key={kind} kind={kind} world={world} style={style} /> : null
}

/** Asks until there is an answer; null before. */
function useAsked<T>(ask: () => Promise<T | null>, key: string): { data: T | null; failed: boolean } {
  const [asked, setAsked] = useState<{ data: T | null; failed: boolean }>({ data: null, failed: false })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is told by its key
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let current = true
    const read = async () => {
      const data = await ask()
      if (!current) return
      setAsked({ data, failed: data === null })
      if (data === null) timer = setTimeout(() => void read(), RETRY_MS)
    }
    void read()
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [key])
  return asked
}

const SHEET = 'absolute w-520 transition-opacity duration-(--m-fast) ease-out starting:opacity-0'

function Frame({
  title,
  note,
  style,
  said: word,
  children,
}: {
  title: string
  note: string
  style: CSSProperties
  said: string | null
  children?: React.ReactNode
}) {
  return (
    <div className={SHEET} style={style} data-testid="scene-panel">
      <Panel title={title} note={note} asOf={formatTime(Date.now())}>
        {word !== null && <p className="text-2 text-ink-3">{word}</p>}
        {children}
      </Panel>
    </div>
  )
}

function EventScene({ kind, world, style }: { kind: 'overdue' | 'cards'; world: World; style: CSSProperties }) {
  const key = useStore(world.live, (s) => s.key)
  const offset = useStore(world.live, (s) => s.clockOffset)
  const tree = useStore(world.scenery, (s) => s.tree)
  const now = useNow(offset)
  const { data, failed } = useAsked<readonly GridEvent[]>(async () => {
    const answer = await http(eventListRoute, { query: { ...LISTS[kind], limit: ROWS } })
    return answer.ok ? answer.body.events : null
  }, kind)
  const rows = data && key && now !== null ? urgentRows(data, key, tree, now + offset) : null
  // overdue by the clock of acceptance or dispatch, with time left to handle it
  const late = new Set(
    data?.flatMap((e) => (e.light === 'overdue' && e.deadline !== null && Date.parse(e.deadline) > (now ?? 0) + offset ? [e.number] : [])),
  )
  const word = failed ? texts.failed : rows === null ? texts.loading : rows.length === 0 ? texts.nothing[kind] : null
  const [title, note] = kind === 'overdue' ? [texts.overdueTitle, texts.overdueNote] : [texts.cardsTitle, texts.cardsNote]
  return (
    <Frame title={title} note={note} style={style} said={word}>
      <ol className="-mx-10">
        {rows?.map((row) => (
          <li key={row.number} className="flex h-52 items-center gap-12 px-10" data-testid="scene-row">
            <span className="min-w-0 flex-1">
              <span className="flex items-center gap-8">
                <span className="min-w-0 truncate text-2 font-medium text-ink-1">{row.type}</span>
                <UrgencyWord urgency={row.urgency} wall />
              </span>
              <span className="block truncate text-1 text-ink-3">{row.place}</span>
            </span>
            <ClassChip code={row.classCode} name={row.className} />
            <span className={`w-136 text-right text-2 whitespace-nowrap ${row.overdue ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>
              {late.has(row.number) ? texts.stageLate : row.due}
            </span>
          </li>
        ))}
      </ol>
    </Frame>
  )
}

function PeopleScene({ style }: { style: CSSProperties }) {
  const { data, failed } = useAsked<readonly CoverageRow[]>(async () => {
    const answer = await http(peopleRoutes.coverage, { query: { rows: 'all' } })
    return answer.ok ? answer.body.rows.filter(({ level }) => level === 2) : null
  }, 'people')
  const shares = data?.flatMap((row) => (row.bound?.value == null ? [] : [{ row, ...row.bound, share: row.bound.value }]))
  const rows = shares?.sort((a, b) => a.share - b.share).slice(0, ROWS)
  const word = failed ? texts.failed : rows === undefined ? texts.loading : rows.length === 0 ? texts.nothing.people : null
  return (
    <Frame title={texts.peopleTitle} note={texts.peopleNote} style={style} said={word}>
      <ol>
        {rows?.map(({ row, numerator, denominator, share }) => (
          <li key={row.code} className="flex h-40 items-center gap-12" data-testid="scene-row">
            <span className="w-144 truncate text-2 text-ink-1">{said({ zh: shortName(row.name), en: row.nameEn })}</span>
            <span className="h-8 min-w-0 flex-1 rounded-full bg-track">
              <span className="block h-full rounded-full bg-data" style={{ width: `${100 * share}%` }} />
            </span>
            <span className="w-176 text-right text-1 whitespace-nowrap text-ink-2">
              {texts.bound(formatCount(numerator), formatCount(denominator))}
            </span>
          </li>
        ))}
      </ol>
    </Frame>
  )
}
