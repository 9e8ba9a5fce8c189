'use client'
import { Fragment, useCallback, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { DoneNotice } from '@/components/ui/done-notice'
import { FaultNotice } from '@/components/ui/fault-notice'
import { actOnAlert } from '@/lib/client/alert-api'
import { popupStack } from '@/lib/client/alert-news'
import { alertActionName, alertParts, colourName, countParts } from '@/lib/client/alert-words'
import { formatMoment } from '@/lib/client/due'
import { formatTime } from '@/lib/client/format'
import { alertTexts } from '@/lib/client/messages/alerts'
import { budgetTexts } from '@/lib/client/messages/budget'
import { deskTexts } from '@/lib/client/messages/desk'
import { reachTexts } from '@/lib/client/messages/reach'
import type { Alert } from '@/lib/domain/alert'
import { Colour } from '@/lib/domain/colour'
import { ColourMark } from './colour-mark'
import { alertFault } from './use-alert'
import type { PageAlerts } from './use-page-alerts'

/** Where an alert is by the names of the page; null: by its headline. */
export type PlaceOf = (alert: Alert) => string | null

/** An alert that was acknowledged a moment ago; `key` tells one deed from the next. */
type Done = { id: string; what: string; key: number }

type AlertPopupsProps = {
  popups: readonly Alert[]
  placeOf: PlaceOf
  onClose(id: string): void
  digests: PageAlerts['digests']
  onDigestClose: PageAlerts['closeDigest']
}

/**
 * Alerts that have come since the page was opened: each stays until it is closed, or somebody has acknowledged it. One stands whole, out of the way of what one works with,
 * and the others are counted.
 */
export function AlertPopups({ popups, placeOf, onClose, digests, onDigestClose }: AlertPopupsProps) {
  const [busy, setBusy] = useState<string | null>(null)
  const [fault, setFault] = useState<{ id: string; text: string } | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const [isTaking, setTaking] = useState(false)
  /** what could not be taken back, and why: it calls nobody, whatever its officer believes */
  const [kept, setKept] = useState<{ of: Done; why: string } | null>(null)
  const forget = useCallback(() => setDone(null), [])
  const acknowledge = async (alert: Alert) => {
    setBusy(alert.id)
    setFault(null)
    setKept(null)
    const answer = await actOnAlert(alert.id, { action: 'acknowledge' })
    setBusy(null)
    if (!answer.ok) return setFault({ id: alert.id, text: alertFault(answer.code) })
    onClose(alert.id)
    setDone({ id: alert.id, what: alertParts(alert).what, key: Date.now() })
  }
  const takeBack = async (of: Done) => {
    setKept(null)
    setDone(of)
    setTaking(true)
    const answer = await actOnAlert(of.id, { action: 'unacknowledge' })
    setTaking(false)
    setDone((now) => (now === of ? null : now))
    if (!answer.ok) setKept({ of, why: alertFault(answer.code) })
  }
  const { alert, digest, more } = popupStack(popups, digests)
  return (
    <>
      <section
        aria-label={alertTexts.popups}
        aria-live="assertive"
        // above the foot and what floats over it, which a phone has less room for; the card at the bottom, which stays where it is however many others there are
        className="pointer-events-none fixed bottom-88 left-16 z-40 flex w-360 max-w-[calc(100vw-24px)] flex-col-reverse items-start gap-8 print:hidden max-sm:left-12 max-lg:bottom-[calc(var(--bar)+12px)] max-lg:in-[[data-work]:has([data-floats])]:bottom-184 max-lg:[[data-work]:has([data-floats=card])_&]:bottom-256"
        data-testid="alert-popups"
      >
        {alert && (
          <Popup
            key={alert.id}
            alert={alert}
            named={placeOf(alert)}
            busy={busy === alert.id}
            fault={fault?.id === alert.id ? fault.text : null}
            onAcknowledge={() => void acknowledge(alert)}
            onClose={() => onClose(alert.id)}
          />
        )}
        {digest && <Digest key={digest.kind} digest={digest} onClose={() => onDigestClose(digest.kind)} />}
        {more > 0 && (
          <a
            href="/alerts"
            className="pointer-events-auto flex min-h-32 items-center rounded-8 border border-line-strong bg-panel px-14 text-14 text-ink-1 underline shadow-[0_8px_32px_rgb(8_20_32/28%)] max-sm:min-h-44"
            data-testid="popups-more"
          >
            {alertTexts.popup.more(more)}
          </a>
        )}
      </section>
      {kept ? (
        <FaultNotice
          text={deskTexts.notDone.text(alertActionName('unacknowledge'), kept.of.what, kept.why)}
          onRetry={() => void takeBack(kept.of)}
          onClose={() => setKept(null)}
        />
      ) : (
        done && (
          <DoneNotice
            key={done.key}
            text={`${alertTexts.done(alertActionName('acknowledge'))} · ${done.what}`}
            onUndo={isTaking ? null : () => void takeBack(done)}
            {...(!isTaking && { onClose: forget })}
            floats
          />
        )
      )}
    </>
  )
}

const CARD =
  'pointer-events-auto flex w-full flex-col gap-10 rounded-10 border border-line-strong bg-panel p-14 text-14 text-ink-2 shadow-[0_8px_32px_rgb(8_20_32/28%)]'

/** As long as this a hand that was about to press something else takes to see a card that has come under it. */
const UNSEEN_MS = 1_000

/** Is what has just come not seen yet? What aims at something else is not to acknowledge or close it. */
function useIsUnseen(): boolean {
  const [isUnseen, setUnseen] = useState(true)
  useEffect(() => {
    const timer = setTimeout(() => setUnseen(false), UNSEEN_MS)
    return () => clearTimeout(timer)
  }, [])
  return isUnseen
}

const clock = (at: number): string => formatTime(at).slice(0, 5)

/** What quiet hours held back, or what was beyond the budget of alerts, as one. */
function Digest({ digest: { kind, alerts, from, to }, onClose }: { digest: PageAlerts['digests'][number]; onClose(): void }) {
  const { digest: texts } = reachTexts
  const isUnseen = useIsUnseen()
  return (
    <article className={CARD} data-testid="alert-digest" data-kind={kind}>
      <p className="text-13 text-ink-3">{kind === 'budget' ? budgetTexts.digest(clock(to)) : texts.title(clock(from), clock(to))}</p>
      <p className="text-16 font-semibold text-ink-1">{texts.count(alerts.length)}</p>
      <p className="flex flex-wrap gap-x-14 gap-y-6">
        {Colour.options.map((colour) => {
          const n = alerts.filter((alert) => alert.colour === colour).length
          return (
            n > 0 && (
              <span key={colour} className="flex items-center gap-6">
                <ColourMark colour={colour} className="size-20" />
                {colourName(colour)} {n}
              </span>
            )
          )
        })}
      </p>
      <div className="flex gap-8">
        <Action main href="/alerts" className="flex-1">
          {texts.view}
        </Action>
        <Action className="flex-1" disabled={isUnseen} onClick={onClose}>
          {texts.close}
        </Action>
      </div>
    </article>
  )
}

/** Parts of a line, none of which is torn apart where it ends. */
function Whole({ parts, between = ' · ' }: { parts: readonly string[]; between?: string }) {
  const mark = between.trimEnd()
  return parts.map((part, i) => (
    <Fragment key={part}>
      {i > 0 && between.slice(mark.length)}
      <span className="inline-block">
        {part}
        {i < parts.length - 1 && mark}
      </span>
    </Fragment>
  ))
}

type PopupProps = { alert: Alert; named: string | null; busy: boolean; fault: string | null; onAcknowledge(): void; onClose(): void }

function Popup({ alert, named, busy, fault, onAcknowledge, onClose }: PopupProps) {
  const { what, place } = alertParts(alert, named)
  const isUnseen = useIsUnseen()
  // the next rung was called while nobody took it
  const called = alert.escalation && alert.escalation.step > 0 ? alert.escalation.rung : null
  return (
    <article className={CARD} data-testid="alert-popup" data-alert={alert.id} data-colour={alert.colour}>
      <div className="flex items-start gap-12">
        <ColourMark colour={alert.colour} className="size-36" />
        <div className="min-w-0 flex-1">
          <p className="text-13 text-ink-3">
            <Whole
              parts={[
                called ? alertTexts.escalated(alertTexts.rungs[called].post) : alertTexts.popup.raised,
                colourName(alert.colour),
                formatMoment(alert.startedAt, Date.parse(alert.updatedAt)),
              ]}
            />
          </p>
          <p className="text-16 font-semibold wrap-anywhere text-ink-1">{what}</p>
          <p className="wrap-anywhere">
            {place && `${place} · `}
            <Whole parts={countParts(alert)} between={alertTexts.comma} />
          </p>
          {fault !== null && (
            <p role="alert" className="text-ink-1">
              {fault}
            </p>
          )}
        </div>
        <button
          type="button"
          aria-label={alertTexts.popup.close}
          disabled={isUnseen}
          onClick={onClose}
          className="-mt-6 -mr-6 grid size-32 shrink-0 place-items-center rounded-8 text-ink-2 hover:bg-track hover:text-ink-1 max-sm:size-44"
        >
          <svg viewBox="0 0 16 16" className="size-14" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden>
            <path d="M3 3l10 10M13 3 3 13" />
          </svg>
        </button>
      </div>
      <div className="flex gap-8">
        <Action main className="flex-1" disabled={busy || isUnseen} onClick={onAcknowledge} data-action="acknowledge">
          {alertActionName('acknowledge')}
        </Action>
        <Action href={`/alerts?alert=${alert.id}`} className="flex-1">
          {alertTexts.view}
        </Action>
      </div>
    </article>
  )
}
