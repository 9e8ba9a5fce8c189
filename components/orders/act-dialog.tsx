'use client'
import { useState } from 'react'
import { Tick, Ticks } from '@/components/ui/choice'
import { TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { orderTexts as texts } from '@/lib/client/messages/orders'
import type { OrderAction, OrderWords } from '@/lib/domain/order-machine'

/** Actions that something is said with. */
export const ASKS: Partial<Record<OrderAction, 'reason' | 'note' | 'rating'>> = {
  ...{ reassign: 'reason', give_back: 'reason', withdraw: 'reason', complain: 'note', answer: 'note', rate: 'rating' },
}

type Props = { action: OrderAction; busy: boolean; fault: string | null; onDo(said: OrderWords): void; onClose(): void }

/** What is said with an action: why, in words, or how it was. */
export function ActDialog({ action, busy, fault, onDo, onClose }: Props) {
  const [rated, setRated] = useState<{ solved?: boolean; satisfied?: boolean }>({})
  const asks = ASKS[action]
  const said = (form: FormData): OrderWords => {
    const [reason, note] = [textIn(form, 'reason'), textIn(form, 'note')]
    return { ...rated, ...(reason !== undefined && { reason }), ...(note !== undefined && { note }) }
  }
  const ready = asks !== 'rating' || (rated.solved !== undefined && rated.satisfied !== undefined)
  const answer = (of: 'solved' | 'satisfied') => (
    <Ticks label={texts.form[of]}>
      {([true, false] as const).map((value) => (
        <Tick key={String(value)} type="radio" name={of} value={String(value)} onChange={() => setRated((all) => ({ ...all, [of]: value }))}>
          {value ? texts.form.yes : texts.form.no}
        </Tick>
      ))}
    </Ticks>
  )
  return (
    <FormDialog title={texts.actions[action]} busy={busy} fault={fault} ready={ready} onDo={(form) => onDo(said(form))} onClose={onClose}>
      {asks === 'rating' && (
        <>
          {answer('solved')}
          {answer('satisfied')}
          <TextField label={texts.form.opinion} name="note" maxLength={1_000} />
        </>
      )}
      {asks === 'reason' && <TextField label={texts.form.reason} name="reason" maxLength={500} required={action !== 'withdraw'} />}
      {asks === 'note' && <TextField label={texts.form.note} name="note" maxLength={1_000} required />}
    </FormDialog>
  )
}
