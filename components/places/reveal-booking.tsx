'use client'
import { useCallback, useState } from 'react'
import { RevealDialog } from '@/components/people/reveal-dialog'
import { TextLink } from '@/components/ui/text-link'
import { http } from '@/lib/client/http'
import { placeTexts } from '@/lib/client/messages/places'
import { type Booking, BookingField } from '@/lib/domain/place-booking'
import { placeRoutes } from '@/lib/domain/routes/places'

const { bookings: texts } = placeTexts

/** Opens who has booked as it was given, for a reason. */
export function RevealBooking({ place, booking }: { place: string; booking: Booking }) {
  const [open, setOpen] = useState(false)
  const close = useCallback(() => setOpen(false), [])
  return (
    <>
      <TextLink className="text-13" aria-label={texts.revealOf(booking.name)} onClick={() => setOpen(true)} data-testid="reveal-booking">
        {texts.reveal}
      </TextLink>
      {open && (
        <RevealDialog
          fields={BookingField.options.filter((field) => booking[field] !== null)}
          labels={texts.fields}
          usual="name"
          reveal={async (reason, fields) => {
            const answer = await http(placeRoutes.revealBooking, { params: { id: place, booking: booking.id }, body: { reason, fields } })
            if (!answer.ok) return answer
            const { revealed, until } = answer.body
            return { ok: true, body: { fields: revealed.map((field) => [field, answer.body[field]] as const), until } }
          }}
          onClose={close}
        />
      )}
    </>
  )
}
