'use client'
import { useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Failed } from '@/components/page/states'
import { Choice } from '@/components/ui/choice'
import { DateField, Field, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { localOf } from '@/lib/client/due'
import type { GridName } from '@/lib/client/grid-names'
import { http } from '@/lib/client/http'
import { orderTexts } from '@/lib/client/messages/orders'
import { pageTexts } from '@/lib/client/messages/page'
import { serviceText } from '@/lib/client/order-words'
import { useRoute } from '@/lib/client/use-read'
import { faultWord } from '@/lib/client/word-of'
import { type Order, OrderIn } from '@/lib/domain/order'
import { orderRoutes } from '@/lib/domain/routes/orders'
import { TYPED_TELEPHONE } from '@/lib/domain/telephone'

const { form: texts, faults } = orderTexts

/** 代居民出单: somebody who works there asks for a resident who called or came. */
export function MakeDialog({
  grids,
  within,
  now,
  onDone,
  onClose,
}: {
  grids: readonly GridName[]
  within: string | null
  now: number
  onDone(made: Order): void
  onClose(): void
}) {
  const { data: catalogue, fault: unread, again } = useRoute(orderRoutes.services, {})
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const id = useRef(uuid())
  const [opened] = useState(now)
  const services = catalogue?.services.filter(({ on }) => on) ?? []
  const make = async (form: FormData) => {
    const at = textIn(form, 'wantedAt')
    const phone = textIn(form, 'phone')
    const parsed = OrderIn.safeParse({
      ...{ id: id.current, service: form.get('service'), grid: form.get('grid'), name: textIn(form, 'name'), address: textIn(form, 'address') },
      ...{ words: textIn(form, 'words') ?? '', wantedAt: at === undefined ? null : `${at}:00+08:00` },
      ...(phone !== undefined && { phone }),
    })
    if (!parsed.success) return setFault(texts.missing)
    setBusy(true)
    const answer = await http(orderRoutes.make, { body: parsed.data })
    setBusy(false)
    if (answer.ok) return onDone(answer.body)
    setFault(faultWord(faults, answer.code))
  }
  const here = grids.filter(({ code }) => within === null || code.startsWith(within))
  return (
    <FormDialog title={orderTexts.make} busy={busy} ready={services.length > 0} fault={fault} onDo={(form) => void make(form)} onClose={onClose}>
      {unread ? (
        <Failed code={unread.code} onRetry={again} className="p-0!" />
      ) : (
        <Choice
          key={services.length}
          label={texts.service}
          name="service"
          options={catalogue ? services.map((service) => [service.code, serviceText(service)] as const) : [['', pageTexts.state.loading]]}
        />
      )}
      <Choice label={texts.grid} name="grid" required options={[['', texts.chooseGrid], ...here.map(({ code, name }) => [code, name] as const)]} />
      <Field label={texts.name} name="name" required maxLength={100} autoComplete="off" />
      <Field label={texts.phone} name="phone" type="tel" maxLength={20} pattern={TYPED_TELEPHONE} autoComplete="off" />
      <Field label={texts.address} name="address" required maxLength={300} autoComplete="off" />
      <DateField label={texts.wantedAt} type="datetime-local" name="wantedAt" min={localOf(new Date(opened).toISOString())} />
      <TextField label={texts.wants} name="words" maxLength={1_000} rows={2} />
    </FormDialog>
  )
}
