'use client'
import { allowSound } from '@/lib/client/alarm'
import { alertParts, colourName } from '@/lib/client/alert-words'
import { nextStep } from '@/lib/client/ladder-words'
import { said } from '@/lib/client/language'
import { alertTexts } from '@/lib/client/messages/alerts'
import { useNow } from '@/lib/client/use-store'
import type { Alert } from '@/lib/domain/alert'
import type { PlaceOf } from './alert-popups'
import { ColourMark } from './colour-mark'
import { useSilenced } from './use-page-alerts'

const COLOURS = ['red', 'orange'] as const

/** In the header: how many red and orange alerts wait to be acknowledged, the gravest by name; and that nobody would hear one. */
export function AlertSlot({ waiting, placeOf, clockOffset }: { waiting: readonly Alert[]; placeOf: PlaceOf; clockOffset: number }) {
  const silenced = useSilenced()
  const [first] = waiting
  return (
    <>
      {first && (
        <a
          href={`/alerts?alert=${first.id}`}
          title={alertTexts.slot(waiting.length)}
          className="flex min-h-36 min-w-0 items-center gap-10 rounded-8 border border-(--sev-1) bg-[color-mix(in_srgb,var(--panel),var(--sev-1)_8%)] px-10 text-14 font-semibold text-ink-1 data-[colour=orange]:border-(--sev-2) data-[colour=orange]:bg-panel max-sm:min-h-44 max-sm:px-8"
          data-testid="alert-slot"
          data-count={waiting.length}
          data-colour={first.colour}
        >
          <span className="sr-only">{alertTexts.slot(waiting.length)}</span>
          {COLOURS.map((colour) => {
            const count = waiting.filter((alert) => alert.colour === colour).length
            return (
              count > 0 && (
                <span
                  key={colour}
                  className="flex shrink-0 items-center gap-5"
                  data-colour={colour}
                  title={alertTexts.slotColour(colourName(colour), count)}
                >
                  <ColourMark colour={colour} className="size-20" />
                  {count}
                </span>
              )
            )
          })}
          <span
            className={`max-w-160 truncate font-medium max-lg:hidden ${said({ zh: '', en: 'max-[76rem]:hidden' })}`}
            title={nameOf(first, placeOf(first))}
          >
            {alertParts(first).what}
          </span>
          <Left alert={first} clockOffset={clockOffset} />
        </a>
      )}
      {silenced && (
        <button
          type="button"
          onClick={allowSound}
          title={alertTexts.alarm.blocked}
          aria-label={alertTexts.alarm.soundOff}
          className="flex min-h-32 items-center gap-6 rounded-8 px-6 text-13 whitespace-nowrap text-ink-3 hover:bg-track hover:text-ink-1 max-sm:hidden"
          data-testid="sound-off"
        >
          <svg
            viewBox="0 0 16 16"
            className="size-16 shrink-0"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden
          >
            <path d="M2 6v4h2.5L8 13V3L4.500 6zM11 6l3.500 4M14.500 6 11 10" />
          </svg>
          <span className="max-[76rem]:hidden">{alertTexts.alarm.soundOff}</span>
        </button>
      )}
    </>
  )
}

/** The time to the next step of its ladder. */
function Left({ alert, clockOffset }: { alert: Alert; clockOffset: number }) {
  // it comes with its alert, not a moment later with the page's clock, which would move it
  const now = useNow(clockOffset) ?? Date.now()
  const next = nextStep(alert, now + clockOffset)
  return (
    next && (
      <span className="whitespace-nowrap tabular-nums max-lg:hidden" title={`${next.left} ${next.words}`} data-testid="slot-left">
        {next.left}
      </span>
    )
  )
}

function nameOf(alert: Alert, named: string | null): string {
  const { what, place } = alertParts(alert, named)
  return [what, place].filter(Boolean).join(' · ')
}
