'use client'
import { useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { DateField, labelLook } from '@/components/ui/field'
import { formatDeadline, localOf } from '@/lib/client/due'
import { deskTexts } from '@/lib/client/messages/desk'
import type { EventAction } from '@/lib/domain/event-actions'
import type { EventDetail } from '@/lib/domain/event-detail'

const { form } = deskTexts

/** What is known where an extension is asked for or answered: the present deadline, and what is wished for, and why. */
export function ExtensionState({ event: { deadline, extensionWish: wish }, now }: { event: EventDetail; now: number }) {
  return (
    <Callout quiet data-testid="extension">
      {deadline !== null && <p>{form.present(formatDeadline(deadline, now))}</p>}
      {wish && <p className="font-semibold">{form.wish(wish.until === null ? null : formatDeadline(wish.until, now))}</p>}
      {wish?.reason && <p className="whitespace-pre-wrap">{wish.reason}</p>}
    </Callout>
  )
}

/** Until when: one of the offers, a click each, or any other time. Whoever answers a wish finds it filled in. */
export function ExtensionFields({ action, event }: { action: EventAction; event: EventDetail }) {
  const { extensionOffers: offers, extensionWish: wish, deadline } = event
  const wished = action === 'grant_extension' ? wish?.until : null
  const [until, setUntil] = useState(wished ?? offers[0] ?? deadline)
  return (
    <div className="flex flex-col gap-8">
      {offers.length > 0 && (
        <fieldset className="flex flex-wrap gap-8">
          <legend className={`pb-4 ${labelLook}`}>{form.offers}</legend>
          {offers.map((offer, i) => (
            <Action key={offer} size="small" main={offer === until} aria-pressed={offer === until} onClick={() => setUntil(offer)} data-offer={i + 1}>
              {form.offer(i + 1)}
            </Action>
          ))}
        </fieldset>
      )}
      {/* a key, so that what a click chooses takes the place of what was written */}
      <DateField key={until} label={form.deadline} name="deadline" type="datetime-local" required defaultValue={until ? localOf(until) : undefined} />
    </div>
  )
}
