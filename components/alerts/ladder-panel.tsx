import { Panel } from '@/components/page/panel'
import { colourName } from '@/lib/client/alert-words'
import { formatTime } from '@/lib/client/format'
import { inList } from '@/lib/client/in-list'
import { countdown, rungPlace } from '@/lib/client/ladder-words'
import { alertTexts } from '@/lib/client/messages/alerts'
import { budgetTexts } from '@/lib/client/messages/budget'
import type { EventWords } from '@/lib/client/words'
import type { AlertDetail, LadderRung } from '@/lib/domain/alert'

const { ladder: texts, rungs: posts } = alertTexts
const clock = (at: string): string => formatTime(Date.parse(at)).slice(0, 5)

/** How a rung stands: the people on it are called, nobody new was there, it is the next, or it comes later. */
type Standing = 'called' | 'passed' | 'next' | 'later'

type LadderPanelProps = { alert: AlertDetail; words: EventWords; now: number }

/** The ladder of an alert (升级到谁): who was called when, who is next and in how long; it fills downwards. On a phone it folds to its next rung. */
export function LadderPanel({ alert, words, now }: LadderPanelProps) {
  const { minutes, rungs, repeats } = alert.ladder
  const firing = alert.state === 'firing'
  const next = rungs.find(({ result, passes }) => result === null && passes === null)
  const colour = colourName(alert.colour)
  const note = minutes === null ? texts.byHand(colour) : texts.minutes(colour, minutes)
  const standingOf = (rung: LadderRung): Standing =>
    rung.result === 'called' ? 'called' : rung.result !== null ? 'passed' : firing && rung === next && rung.at !== null ? 'next' : 'later'
  const still = alert.inhibited ? alertTexts.inhibited : alert.digest ? budgetTexts.mark : null
  const end = alert.state === 'resolved' ? texts.over : firing ? still : texts.stopped
  const rows = (
    <ol data-testid="ladder" data-next={firing ? (next?.rung ?? 'repeat') : ''}>
      {rungs.map((rung) => (
        <Rung key={rung.rung} rung={rung} standing={standingOf(rung)} words={words} now={now} />
      ))}
    </ol>
  )
  return (
    <Panel title={texts.title} note={note} testId="ladder-panel">
      <div className="max-sm:hidden">{rows}</div>
      <details className="group sm:hidden">
        <summary className="flex min-h-44 cursor-pointer list-none items-center gap-10 [&::-webkit-details-marker]:hidden">
          <Now alert={alert} next={next} now={now} />
          <svg
            viewBox="0 0 16 16"
            className="ml-auto size-16 shrink-0 transition-transform group-open:rotate-180"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.6"
            aria-label={texts.fold}
          >
            <path d="m3 6 5 5 5-5" />
          </svg>
        </summary>
        <div className="pt-8">{rows}</div>
      </details>
      {(repeats > 0 || end !== null || (firing && !next)) && (
        <p className="flex items-baseline justify-between gap-8 border-t border-line pt-10 text-13 text-ink-3">
          <span>{end ?? (repeats > 0 ? texts.repeats(repeats) : texts.again)}</span>
          {alert.escalation?.nextAt && (
            <strong className="whitespace-nowrap text-ink-1 tabular-nums">
              {countdown(Date.parse(alert.escalation.nextAt) - now)} {firing ? texts.again : texts.reopens}
            </strong>
          )}
        </p>
      )}
    </Panel>
  )
}

/** Folded: the next rung and when, or how it stands. */
function Now({ alert, next, now }: { alert: AlertDetail; next: LadderRung | undefined; now: number }) {
  const at = alert.escalation?.nextAt
  if (alert.state !== 'firing' || !at)
    return (
      <strong className="text-ink-1">
        {alert.state === 'resolved'
          ? texts.over
          : alert.state === 'acknowledged'
            ? texts.stopped
            : alert.inhibited
              ? alertTexts.inhibited
              : alert.digest
                ? budgetTexts.mark
                : texts.title}
      </strong>
    )
  return (
    <span className="min-w-0">
      <strong className="block text-ink-1">{next ? texts.next1(posts[next.rung].post, clock(at)) : texts.again}</strong>
      <span className="text-13 text-ink-3 tabular-nums">{texts.left(countdown(Date.parse(at) - now))}</span>
    </span>
  )
}

const SIGNS: Readonly<Record<Standing, string>> = {
  called: 'border-2 border-ink-1 bg-ink-1 text-panel',
  passed: 'border border-dashed border-ink-3 text-ink-3',
  next: 'border-3 border-ink-1 text-ink-1',
  later: 'border border-line-strong text-ink-3',
}

function Rung({ rung, standing, words, now }: { rung: LadderRung; standing: Standing; words: EventWords; now: number }) {
  const { at, people, result, passes } = rung
  const none = result === 'vacant' || result === 'same' ? result : passes
  const { title, post } = rungPlace(rung, words)
  const names = inList([...new Set(people.map(({ name }) => name))])
  const reached = standing === 'called' || standing === 'passed'
  return (
    <li
      className={`relative flex items-start gap-12 pb-12 before:absolute before:top-32 before:bottom-0 before:left-15 before:w-2 last:pb-0 last:before:hidden ${reached ? 'before:bg-ink-1' : 'before:bg-line-strong'}`}
      data-testid="rung"
      data-rung={rung.rung}
      data-standing={standing}
      data-result={result ?? ''}
    >
      <span className={`grid size-32 shrink-0 place-items-center rounded-full text-14 font-semibold ${SIGNS[standing]}`} aria-hidden>
        {posts[rung.rung].sign}
      </span>
      <span className="min-w-0 flex-1 pt-1">
        <span
          className={`block leading-18 wrap-anywhere first-letter:uppercase ${standing === 'later' || standing === 'passed' ? 'text-ink-2' : 'font-semibold text-ink-1'}`}
        >
          {title}
        </span>
        <span className="block text-13 text-ink-3">{[post, none ? texts.results[none] : names].filter(Boolean).join(' · ')}</span>
      </span>
      {at !== null && passes === null && (
        <span className="pt-1 text-right text-13 whitespace-nowrap text-ink-3 tabular-nums">
          {standing === 'called' && texts.called(clock(at))}
          {standing === 'passed' && texts.passed(clock(at))}
          {standing === 'later' && clock(at)}
          {standing === 'next' && (
            <>
              <strong className="block text-14 text-ink-1" data-testid="ladder-left">
                {texts.left(countdown(Date.parse(at) - now))}
              </strong>
              {clock(at)}
            </>
          )}
        </span>
      )}
    </li>
  )
}
