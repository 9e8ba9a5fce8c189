'use client'
import { Callout } from '@/components/ui/callout'
import { TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { formatMoment } from '@/lib/client/due'
import { rosterTexts } from '@/lib/client/messages/roster'
import type { Viewer } from '@/lib/domain/access'
import { HOUR_MS } from '@/lib/domain/clock'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { type DutyShiftOut, isOnShift } from '@/lib/domain/roster'

type SignDialogProps = {
  /** null: none is planned, and whoever signs is on */
  next: DutyShiftOut | null
  viewer: Viewer
  now: number
  busy: boolean
  fault: string | null
  onSign(note: string | undefined): void
  onClose(): void
}

/** The hand-over (交接班): who is on from now, and what the shift before leaves to say. */
export function SignDialog({ next, viewer, now, busy, fault, onSign, onClose }: SignDialogProps) {
  const people = next ? [next.officer?.name ?? rosterTexts.vacant, rosterTexts.lead(next.leader?.name ?? rosterTexts.vacant)].join(' · ') : ''
  return (
    <FormDialog
      title={next ? rosterTexts.sign : rosterTexts.signUnplanned}
      busy={busy}
      fault={fault}
      onClose={onClose}
      onDo={(data) => onSign(textIn(data, 'note'))}
    >
      <p className="text-ink-1">
        {next ? rosterTexts.signWhat(people) : rosterTexts.signSelf(rosterTexts.until(formatMoment(new Date(now + 12 * HOUR_MS).toISOString(), now)))}
      </p>
      {next && !isOnShift(next, viewer) && <Callout>{rosterTexts.signFor(viewer.name)}</Callout>}
      <TextField label={rosterTexts.signNote} name="note" maxLength={WORDS_LIMIT} />
    </FormDialog>
  )
}
