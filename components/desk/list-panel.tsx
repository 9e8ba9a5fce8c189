'use client'
import { Empty, Waiting } from '@/components/page/states'
import { UnfinishedNote } from '@/components/page/unfinished-note'
import { Action } from '@/components/ui/action'
import { ClearTag } from '@/components/ui/tag'
import type { Behind } from '@/lib/client/figures'
import type { ListName } from '@/lib/client/lists'
import { deskTexts } from '@/lib/client/messages/desk'
import { pageTexts } from '@/lib/client/messages/page'
import { actionName, type EventWords } from '@/lib/client/words'
import type { Role } from '@/lib/domain/access'
import type { GridEvent } from '@/lib/domain/event'
import type { EventAction } from '@/lib/domain/event-actions'
import { BehindBar, listBar } from './behind-bar'
import { EventRows } from './event-rows'
import { ListTabs } from './list-tabs'
import type { EventList } from './use-event-list'

const { lists: texts, bulk } = deskTexts
const orders = () => ({ urgent: texts.urgentFirst, deadline: texts.deadlineFirst, newest: texts.newest })

export type ListPanelProps = {
  list: ListName
  /** the figure that the list stands behind instead */
  behind: Behind | null
  lists: readonly ListName[]
  content: EventList & { readMore(): void; readAgain(): void }
  words: EventWords
  role: Role
  now: number
  open: string | null
  chosen: ReadonlySet<number>
  /** how many of those that are chosen are listed still: something is done with these */
  picked: number
  /** name of the grid that the list is narrowed to */
  grid: string | null
  /** false: counts are on their way */
  isCounted: boolean
  countOf(list: ListName): number | null
  /** what can be done with those that are chosen */
  many: readonly EventAction[]
  onList(list: ListName): void
  onLeave(): void
  onGrid(): void
  onChoose: ((numbers: ReadonlySet<number>) => void) | null
  onOpen(event: GridEvent): void
  onAct(event: GridEvent, action: EventAction): void
  onMany(action: EventAction): void
}

/** The lists of events by state and by light, and what is done with several of them at once. */
export function ListPanel(props: ListPanelProps) {
  const {
    list,
    behind,
    lists,
    content,
    words,
    role,
    now,
    open,
    chosen,
    picked,
    grid,
    isCounted,
    countOf,
    many,
    onList,
    onGrid,
    onChoose,
    onOpen,
    onAct,
    onMany,
    onLeave,
  } = props
  const { events, failed, more, order, figure, unfinished } = content
  return (
    <section
      className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-10 lg:min-h-190 low:min-h-264 border border-line bg-panel"
      data-testid="list"
      data-list={behind ? behind.figure : list}
      data-loaded={events !== null}
    >
      <ListTabs lists={lists} chosen={behind ? null : list} isCounted={isCounted} countOf={countOf} words={words} onChoose={onList} />
      {behind && <BehindBar behind={behind} figure={figure} onLeave={onLeave} />}
      <div className={listBar}>
        {picked > 0 ? (
          <>
            <strong>{texts.chosen(picked)}</strong>
            {many.map((action, i) => (
              <Action key={action} size="small" main={i === 0} data-bulk={action} onClick={() => onMany(action)}>
                {bulk.run(actionName(action, words), picked)}
              </Action>
            ))}
          </>
        ) : (
          <>
            {grid === null ? (
              <span className="text-13 text-ink-3">{texts.everywhere}</span>
            ) : (
              <ClearTag onClick={onGrid} title={deskTexts.map.clear} data-testid="grid-filter">
                {texts.in(grid)}
              </ClearTag>
            )}
            <span className="text-13 text-ink-3">{orders()[order]}</span>
          </>
        )}
        {failed && (
          <span role="alert" className="text-13 text-ink-1">
            {texts.failed}
          </span>
        )}
        {failed && (
          <Action size="small" onClick={content.readAgain}>
            {pageTexts.state.retry}
          </Action>
        )}
        <span className="sr-only">{texts.keys}</span>
      </div>
      <UnfinishedNote of={unfinished} className="border-b border-line px-16 py-8" />
      <div id="event-list" role="tabpanel" tabIndex={-1} className="outline-none min-h-0 flex-1 overflow-y-auto max-lg:overflow-visible">
        {events === null ? (
          <Waiting />
        ) : events.length === 0 ? (
          <Empty testId="empty">{texts.empty}</Empty>
        ) : (
          <EventRows
            events={events}
            words={words}
            role={role}
            now={now}
            chosen={chosen}
            open={open}
            onChoose={onChoose}
            onOpen={onOpen}
            onAct={onAct}
          />
        )}
        {more && (
          <Action className="mx-16 my-10" onClick={content.readMore}>
            {texts.more}
          </Action>
        )}
      </div>
    </section>
  )
}
