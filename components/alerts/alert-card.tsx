'use client'
import type { ReactNode } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { SpecialLink } from '@/components/reports/special-link'
import { Callout } from '@/components/ui/callout'
import { Facts } from '@/components/ui/facts'
import { PlaceMap } from '@/components/ui/place-map'
import { Tag } from '@/components/ui/tag'
import { namedPlace } from '@/lib/client/alert-place'
import { alertCounts, alertMarks, alertParts, colourName, rarityText, recordText, ruleName } from '@/lib/client/alert-words'
import { formatMoment } from '@/lib/client/due'
import { inList } from '@/lib/client/in-list'
import { alertTexts } from '@/lib/client/messages/alerts'
import { quietRuleTexts } from '@/lib/client/messages/quiet-rule'
import { type EventWords, partyName, placeName } from '@/lib/client/words'
import type { Alert, AlertDetail } from '@/lib/domain/alert'
import { relatedTo } from '@/lib/domain/related-alerts'
import { isWorkKind, type RuleKind } from '@/lib/domain/rule-kinds'
import { AlertActions } from './alert-actions'
import { AlertEvents } from './alert-events'
import { alertOwner, alertTime, silenceMarks } from './alert-line'
import { AlertTimeline } from './alert-timeline'
import { AlertWorkList, workCondition, workRows } from './alert-work'
import { ColourMark } from './colour-mark'
import { DutyPanel } from './duty-panel'
import { LadderPanel } from './ladder-panel'
import type { AlertView } from './use-alert'

const UNDERLINES = {
  red: 'decoration-(--sev-1)',
  orange: 'decoration-(--sev-2)',
  yellow: 'decoration-(--sev-3)',
  blue: 'decoration-(--sev-4)',
} as const satisfies Record<AlertDetail['colour'], string>

type AlertCardProps = {
  view: AlertView
  /** the alerts among which related ones are looked for */
  known: readonly Alert[]
  words: EventWords
  now: number
  self: string | undefined
  corner?: ReactNode
}

/** One alert: what, why, whose, its events, where, and what was done; the reason before the button. */
export function AlertCard({ view, known, words, now, self, corner }: AlertCardProps) {
  const { alert } = view
  if (!alert)
    return (
      <Panel>
        {corner}
        {view.state === 'loading' ? (
          <Waiting className="px-0" />
        ) : view.state === 'failed' ? (
          <Failed text={alertTexts.failed} onRetry={view.read} className="px-0" />
        ) : (
          <p role="alert" className="text-ink-1">
            {alertTexts.missing}
          </p>
        )}
      </Panel>
    )
  return (
    <article
      className="grid grid-cols-[minmax(0,1fr)_minmax(0,292px)] items-start gap-12 max-lg:grid-cols-1"
      data-testid="alert-card"
      data-alert={alert.id}
      data-state={alert.state}
      aria-busy={view.busy !== null}
    >
      <Panel>
        {corner}
        <Head alert={alert} words={words} now={now} />
        <Related alert={alert} known={known} words={words} />
        <AlertActions alert={alert} view={view} now={now} />
        <div className="@container">
          <div className="grid gap-16 @min-[560px]:grid-cols-[minmax(0,1fr)_minmax(0,320px)]">
            <Why alert={alert} words={words} now={now} />
            <PlaceMap grids={alert.grids} position={null} label={alertTexts.map} />
          </div>
        </div>
        {alert.work ? (
          <AlertWorkList alert={alert} work={alert.work} words={words} now={now} />
        ) : alert.silent ? null : (
          <AlertEvents alert={alert} words={words} now={now} />
        )}
        <SpecialLink alert={alert.id} />
      </Panel>
      <div className="flex flex-col gap-12">
        <DutyPanel self={self} now={now} />
        <LadderPanel alert={alert} words={words} now={now} />
        <Panel title={alertTexts.timeline} className="max-sm:order-2">
          <AlertTimeline steps={alert.timeline} words={words} now={now} />
        </Panel>
      </div>
    </article>
  )
}

function Head({ alert, words, now }: { alert: AlertDetail; words: EventWords; now: number }) {
  const { what, place } = alertParts(alert, namedPlace(alert, words))
  return (
    <header className="flex items-start gap-14">
      <span className="flex shrink-0 flex-col items-center gap-4">
        <ColourMark colour={alert.colour} over={alert.state === 'resolved'} className="size-48" />
        <span className="text-13 text-ink-1" data-testid="alert-colour">
          {colourName(alert.colour)}
        </span>
      </span>
      <div className="min-w-0">
        <h2 className="text-18 leading-28 font-semibold wrap-anywhere text-ink-1" data-testid="alert-headline">
          {place}
          {place && alertTexts.comma}
          {what}
          {alertTexts.comma}
          <span className={`underline decoration-4 underline-offset-6 ${UNDERLINES[alert.colour]}`}>{alertCounts(alert)}</span>
        </h2>
        <p className="flex flex-wrap items-center gap-x-8 gap-y-4 pt-6 text-13 text-ink-3">
          <span>{alertTime(alert, now)}</span>
          <Tag testId="alert-state">{alertTexts.states[alert.state]}</Tag>
          {alert.acknowledgedBy && <strong data-testid="alert-owner">{alertOwner(alert, now)}</strong>}
          {[...silenceMarks(alert, now), ...alertMarks(alert)].map((mark) => (
            <Tag key={mark}>{mark}</Tag>
          ))}
          {alert.endedBy && <Tag>{alertTexts.endedBy[alert.endedBy]}</Tag>}
        </p>
      </div>
    </header>
  )
}

/** So many grids are named; of more than that the first ones, and how many there are: the map shows all. */
const NAMED = 6

function placesText(grids: readonly string[], words: EventWords): string {
  const named = grids.slice(0, grids.length > NAMED ? NAMED - 1 : NAMED).map((grid) => placeName(grid, words) || grid)
  return `${inList(named)}${named.length < grids.length ? alertTexts.manyGrids(String(grids.length)) : ''}`
}

/** What else is known of the same thing (相关), a link each. */
function Related({ alert, known, words }: { alert: AlertDetail; known: readonly Alert[]; words: EventWords }) {
  const related = relatedTo(alert, known)
  if (related.length === 0) return null
  return (
    <p className="flex flex-wrap items-center gap-x-12 gap-y-4 text-13 text-ink-3" data-testid="related">
      <span>{alertTexts.related.title}</span>
      {related.map((other) => {
        const { what, place } = alertParts(other, namedPlace(other, words))
        return (
          <a
            key={other.id}
            href={`/alerts?state=${other.state}&alert=${other.id}`}
            title={[place, alertCounts(other)].filter(Boolean).join(' · ')}
            className="inline-flex min-h-28 items-center gap-6 text-ink-1 underline underline-offset-3 max-lg:min-h-44"
          >
            <ColourMark colour={other.colour} over={other.state === 'resolved'} className="size-16" />
            {[colourName(other.colour), what, ruleName(other.rule), alertTexts.states[other.state]].join(' · ')}
          </a>
        )
      })}
    </p>
  )
}

/** What a rule of a kind asks, in a sentence. */
function conditionOf(kind: RuleKind): string {
  if (kind === 'quiet') return quietRuleTexts.condition
  return isWorkKind(kind) ? workCondition(kind) : alertTexts.condition[kind]
}

/** Why it stands here: what its rule says, and how that has done so far. */
function Why({ alert, words, now }: { alert: AlertDetail; words: EventWords; now: number }) {
  const { rule, record, grids, partial, assignedTo, startedAt, window, silent } = alert
  const rarity = rarityText(alert)
  return (
    <section>
      <h3 className="pb-6 text-14 font-semibold text-ink-1">{alertTexts.why}</h3>
      <p className="pb-8 text-ink-1">{conditionOf(rule.kind)}</p>
      {partial && (
        <div className="pb-8">
          <Callout>{alertTexts.partialWhy}</Callout>
        </div>
      )}
      <Facts
        rows={[
          ...(rarity === null ? [] : [[alertTexts.usual, alertCounts(alert)] as const, [alertTexts.rare, rarity] as const]),
          ...workRows(alert),
          ...(silent ? [[quietRuleTexts.last, formatMoment(silent.since, now)] as const] : []),
          ...(window && !alert.work ? [[alertTexts.window, `${window.from} – ${window.to}`] as const] : []),
          [alertTexts.rule, ruleName(rule)],
          [
            alertTexts.recordTitle,
            <span key="record" data-testid="alert-record">
              {recordText(record)}
            </span>,
          ],
          // those of work stand below, all of them
          ...(alert.work ? [] : [[alertTexts.place, placesText(grids, words)] as const]),
          [alertTexts.steps.raised, formatMoment(startedAt, now)],
          ...(assignedTo ? [[alertTexts.assignedTo, partyName(assignedTo, words)] as const] : []),
        ]}
      />
    </section>
  )
}
