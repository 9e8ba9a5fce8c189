'use client'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { UnfinishedNote } from '@/components/page/unfinished-note'
import { ViewSwitch } from '@/components/page/view-switch'
import { Action } from '@/components/ui/action'
import { CardMark } from '@/components/ui/card-mark'
import { Table } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { useSorting } from '@/components/ui/use-sorting'
import { useWithout } from '@/components/ui/use-without'
import { sayInAddress } from '@/lib/client/address'
import { formatDeadline, formatMoment, leftText } from '@/lib/client/due'
import { aboutTexts } from '@/lib/client/messages/about'
import { cardTexts } from '@/lib/client/messages/cards'
import { deskTexts } from '@/lib/client/messages/desk'
import { pageTexts } from '@/lib/client/messages/page'
import { stateName } from '@/lib/client/names'
import { toldText } from '@/lib/client/untold'
import { useAddress } from '@/lib/client/use-address'
import { useRoute } from '@/lib/client/use-read'
import { useNow } from '@/lib/client/use-store'
import { type EventWords, eventWords, partyName, placeName, shortType } from '@/lib/client/words'
import type { EventType } from '@/lib/domain/category'
import { isEnded } from '@/lib/domain/life'
import { ROLES } from '@/lib/domain/roles'
import { awaitsWatcher, type Cards, cardRoutes, mayWatchCards } from '@/lib/domain/routes/cards'
import type { LabelSet } from '@/lib/domain/transition'
import { CARD_VIEWS, type CardView, cardViewOf } from './views'

const AddressViews = dynamic(() => import('@/components/list/address-views').then((m) => m.AddressViews), { ssr: false })
const AddressColumns = dynamic(() => import('@/components/list/address-columns').then((m) => m.AddressColumns), { ssr: false })
const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

const { columns } = cardTexts
/** Cards are few and live for days. */
const POLL_MS = 15_000
type Card = Cards['cards'][number]

const shown: Record<CardView, (card: Card) => boolean> = {
  all: () => true,
  waiting: ({ supervision }) => supervision.reply === null,
  replied: ({ supervision }) => supervision.reply !== null,
  mine: ({ supervision }) => supervision.mine,
  awaiting: (card) => card.supervision.mine && awaitsWatcher(card),
}

export type CardsPageProps = { frame: Frame; types: readonly EventType[]; names: Readonly<Record<string, string>>; labels: LabelSet; first: CardView }

const NONE: readonly Card[] = []
const KEPT = ['view', 'sort', 'without']
const CHOSEN = ['place', 'lead', 'watcher', 'due', 'reply'] as const
const keysOf = (words: EventWords) => ({
  card: ({ supervision }: Card) => supervision.card,
  event: ({ event }: Card) => event.caseNumber,
  place: ({ event }: Card) => event.grid,
  lead: ({ event }: Card) => (event.lead ? partyName(event.lead, words) : null),
  watcher: ({ supervision }: Card) => supervision.supervisor,
  due: ({ supervision }: Card) => Date.parse(supervision.deadline),
  reply: ({ supervision }: Card) => supervision.reply && Date.parse(supervision.reply.at),
})

/** 督办台账: who watches which event, until when a reply is due, and whether it has come; the one that is due first, first. */
export function CardsPage({ frame, types, names, labels, first }: CardsPageProps) {
  const search = useAddress()
  const view = search === null ? first : cardViewOf(new URLSearchParams(search).get('view') ?? undefined)
  const views = CARD_VIEWS.filter((one) => mayWatchCards(frame.viewer) || (one !== 'mine' && one !== 'awaiting'))
  const { data, fault, again } = useRoute(cardRoutes.list, {}, { everyMs: POLL_MS })
  const now = useNow(0) ?? 0
  const words = useMemo(() => eventWords(types, names, labels), [types, names, labels])
  const cards = useMemo(() => data?.cards.filter(shown[view]) ?? null, [data, view])
  const keys = useMemo(() => keysOf(words), [words])
  const { sorted, column } = useSorting(cards ?? NONE, keys)
  const [without] = useWithout(CHOSEN)
  const [exporting, setExporting] = useState(false)
  return (
    <Shell
      frame={frame}
      page="cards"
      about={aboutTexts.cards}
      keys={[{ caps: ['J', 'K'], text: pageTexts.keys.row }]}
      tools={
        <>
          <AddressViews list="cards" isPerson={frame.viewer.userId !== undefined} kept={KEPT} />
          <AddressColumns columns={CHOSEN} names={columns} />
          <ViewSwitch
            label={cardTexts.view}
            value={view}
            options={views.map((value) => ({ value, label: cardTexts.views[value] }))}
            onChange={(next) => sayInAddress({ view: next === 'all' ? null : next })}
            testId="card-view"
          />
          {/* a file holds all living cards, whichever are looked at */}
          <Action onClick={() => setExporting(true)} data-testid="cards-export">
            {cardTexts.export}
          </Action>
        </>
      }
    >
      <Panel title={cardTexts.views[view]} note={cards && cardTexts.count(cards.length)} flush className="overflow-hidden" testId="cards">
        <UnfinishedNote of={data?.unfinished ?? null} className="border-b border-line px-16 py-8" />
        {fault !== null ? (
          <Failed code={fault.code} onRetry={again} />
        ) : cards === null ? (
          <Waiting />
        ) : cards.length === 0 ? (
          <Empty>{cardTexts.none}</Empty>
        ) : (
          <Table
            columns={[
              column('card', columns.card),
              column('event', columns.event),
              column('place', columns.place),
              column('lead', columns.lead),
              column('watcher', columns.watcher),
              column('due', columns.due),
              column('reply', columns.reply),
            ]}
            stacks
            testId="card-rows"
            without={without.map((name) => CHOSEN.indexOf(name) + 2)}
          >
            {sorted.map((card) => (
              <Row key={card.event.number} card={card} words={words} now={now} />
            ))}
          </Table>
        )}
      </Panel>
      {exporting && (
        <ExportDialog
          list="cards"
          query=""
          hasWords={frame.viewer.userId !== undefined && ROLES[frame.viewer.role].actsOn !== 'none'}
          onClose={() => setExporting(false)}
        />
      )}
      {data !== null && data.more > 0 && <p className="text-13 text-ink-3">{cardTexts.more(data.more)}</p>}
    </Shell>
  )
}

function Row({ card: { event, supervision }, words, now }: { card: Card; words: EventWords; now: number }) {
  const { card, supervisor, mine, deadline, reply } = supervision
  const { supervision: texts } = deskTexts.event
  const late = reply === null && Date.parse(deadline) < now
  return (
    <tr data-testid="card-row" data-case={event.caseNumber} data-card={card} data-late={late}>
      <td>
        <span className="flex items-center gap-8 whitespace-nowrap text-ink-1">
          <CardMark card={card} />
          {texts[card]}
        </span>
      </td>
      <td data-label={columns.event}>
        <span>
          <TextLink href={`/events/${event.caseNumber}`}>{shortType(words.typeOf(event.type), event.type)}</TextLink>{' '}
          <span className="text-13 text-ink-3 max-sm:block">
            {event.caseNumber} · {stateName(event.state, words)}
          </span>
        </span>
      </td>
      <td data-label={columns.place}>{placeName(event.grid, words)}</td>
      <td data-label={columns.lead}>{event.lead ? partyName(event.lead, words) : deskTexts.lists.unassigned}</td>
      <td data-label={columns.watcher}>
        <span>
          {toldText(supervisor)}
          {mine && <span className="text-13 text-ink-3"> · {texts.mine}</span>}
        </span>
      </td>
      <td data-label={columns.due} className={`whitespace-nowrap tabular-nums ${late ? 'font-semibold text-ink-1' : ''}`}>
        <span>
          {formatDeadline(deadline, now)}
          {reply === null && !isEnded(event.state) && <span className="block text-13 font-normal text-ink-3">{leftText(deadline, now)}</span>}
        </span>
      </td>
      <td data-label={columns.reply}>
        {reply ? (
          `${texts.replied} ${formatMoment(reply.at, now)}`
        ) : isEnded(event.state) ? (
          cardTexts.ended
        ) : late ? (
          <strong className="text-ink-1">{texts.late}</strong>
        ) : (
          texts.waiting
        )}
      </td>
    </tr>
  )
}
