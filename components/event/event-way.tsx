'use client'
import { useEffect, useState } from 'react'
import { isElsewhere } from '@/components/page/is-elsewhere'
import { Cap } from '@/components/page/key-caps'
import { Action } from '@/components/ui/action'
import { copyText } from '@/lib/client/copy-text'
import { type Place, placeIn, readWalk } from '@/lib/client/event-walk'
import { deskTexts } from '@/lib/client/messages/desk'
import { stepTexts as texts } from '@/lib/client/messages/step'

const pageOf = (caseNumber: string): string => `/events/${caseNumber}`

/**
 * The ways that lead on from an event: to the one before and after it in the list that it was opened from (J, K), back, and its link. `onWalk`: whether
 * there is such a list.
 */
export function EventWay({ caseNumber, onWalk }: { caseNumber: string; onWalk(walks: boolean): void }) {
  const [place, setPlace] = useState<Place | null>(null)
  useEffect(() => {
    const found = placeIn(readWalk(), caseNumber)
    setPlace(found)
    onWalk(found !== null)
  }, [caseNumber, onWalk])
  const [copied, setCopied] = useState<boolean | null>(null)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isElsewhere(event) || event.repeat) return
      const to = { j: place?.next, k: place?.previous }[event.key]
      if (!to) return
      event.preventDefault()
      location.assign(pageOf(to))
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [place])
  return (
    <div className="flex flex-wrap items-center justify-end gap-8 print:hidden">
      {place && (
        <nav aria-label={texts.label} className="flex items-center gap-8" data-testid="event-way">
          <span className="text-13 whitespace-nowrap text-ink-3 max-sm:hidden">{texts.nth(place.nth, place.of)}</span>
          <Beside to={place.previous} cap="K" text={texts.previous} />
          <Beside to={place.next} cap="J" text={texts.next} />
        </nav>
      )}
      <Action onClick={() => void copyText(`${location.origin}${pageOf(caseNumber)}`).then(setCopied)} data-testid="copy-link">
        {copied ? texts.copied : texts.copy}
      </Action>
      <span role="status" className={copied === false ? 'text-13 text-ink-1' : 'sr-only'}>
        {copied === null ? '' : copied ? texts.copied : texts.failed}
      </span>
      <Action href={place?.list ?? '/desk'}>{place ? texts.list : deskTexts.event.back}</Action>
    </div>
  )
}

function Beside({ to, cap, text }: { to: string | null; cap: string; text: string }) {
  const inside = (
    <>
      {text}
      <Cap cap={cap} />
    </>
  )
  return to === null ? (
    <Action disabled>{inside}</Action>
  ) : (
    <Action href={pageOf(to)} aria-keyshortcuts={cap.toLowerCase()}>
      {inside}
    </Action>
  )
}
