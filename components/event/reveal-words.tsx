import { useCallback, useState } from 'react'
import { RevealDialog } from '@/components/people/reveal-dialog'
import { TextLink } from '@/components/ui/text-link'
import { revealEvent } from '@/lib/client/event-api'
import { deskTexts } from '@/lib/client/messages/desk'
import { EventWords } from '@/lib/domain/event'
import type { EventDetail } from '@/lib/domain/event-detail'

const { event: texts } = deskTexts
/** What is written about this event and masked. */
const writtenOf = (event: EventDetail): EventWords[] =>
  event.words === 'masked' ? EventWords.options.filter((field) => event[field] !== undefined && event[field] !== '') : []

/** Opens what is written about an event as it was sent, for a reason. */
export function RevealWords({ event }: { event: EventDetail }) {
  const [open, setOpen] = useState(false)
  const close = useCallback(() => setOpen(false), [])
  const fields = writtenOf(event)
  const [first] = fields
  if (first === undefined) return null
  return (
    <p className="pb-8">
      <TextLink onClick={() => setOpen(true)} data-testid="reveal-words">
        {texts.reveal}
      </TextLink>
      {open && (
        <RevealDialog
          fields={fields}
          labels={texts.fields}
          usual={fields.includes('reporter') ? 'reporter' : first}
          reveal={async (reason, wanted) => {
            const answer = await revealEvent(event.id, reason, wanted)
            if (!answer.ok) return answer
            const { revealed = [], until } = answer.body
            return { ok: true, body: { fields: revealed.map((field) => [field, answer.body[field] ?? null] as const), until: until ?? '' } }
          }}
          onClose={close}
        />
      )}
    </p>
  )
}
