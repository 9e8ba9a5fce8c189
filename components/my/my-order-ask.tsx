'use client'
import { type FormEvent, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import type { Answered } from '@/lib/client/http'
import { myOrderTexts as texts } from '@/lib/client/messages/my-orders'
import type { MyOrderIn } from '@/lib/domain/order'
import { TYPED_TELEPHONE } from '@/lib/domain/telephone'
import { faultOf, lastsText, line, serviceText, sheet } from './my-order-words'

type Service = { code: string; name: string; nameEn: string; minutes: number }
/** Who asks without an account says who they are and where they live. */
export type Asker = { name: string; phone: string; address: string }

type Props = {
  services: readonly Service[]
  /** whoever is not known says who they are */
  stranger?: boolean
  send(asked: MyOrderIn, asker: Asker): Promise<Answered<unknown>>
  onSent(): void
}

/** Which help, when, and what to know before: what is typed stays until it is there. */
export function MyOrderAsk({ services, stranger = false, send, onSent }: Props) {
  const [service, setService] = useState<string | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // the same however often it is sent
  const id = useRef(uuid())
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (service === null) return setFault(texts.ask.missing)
    const form = new FormData(event.currentTarget)
    const of = (name: string) => String(form.get(name) ?? '').trim()
    const [phone, at] = [of('phone'), of('wantedAt')]
    setBusy(true)
    const asked = { id: id.current, service, words: of('words'), wantedAt: at === '' ? null : `${at}:00+08:00`, ...(phone !== '' && { phone }) }
    const answer = await send(asked, { name: of('name'), phone, address: of('address') })
    setBusy(false)
    // under this id something came already: the answer to it was lost, and it was changed since
    if (answer.ok || answer.code === 'conflict') return onSent()
    setFault(faultOf(answer))
  }
  return (
    <form className="flex flex-col gap-10" onSubmit={(event) => void submit(event)} data-testid="ask-form">
      <fieldset className={sheet}>
        <legend className="sr-only">{texts.ask.which}</legend>
        <p className="font-medium text-ink-1" aria-hidden>
          {texts.ask.which}
        </p>
        <div className="grid grid-cols-2 gap-8">
          {services.map((one) => (
            <label
              key={one.code}
              data-testid="service"
              data-code={one.code}
              className={`relative flex min-h-60 flex-col justify-center rounded-8 border px-12 py-6 focus-within:outline-2 focus-within:outline-(--focus) ${
                service === one.code ? 'border-2 border-ink-1' : 'border-line-strong'
              }`}
            >
              <input
                type="radio"
                name="service"
                value={one.code}
                checked={service === one.code}
                onChange={() => {
                  setService(one.code)
                  setFault(null)
                }}
                className="absolute inset-0 opacity-0"
              />
              <strong className="font-semibold text-ink-1">{serviceText(one)}</strong>
              <span className="text-16 text-ink-3">{lastsText(one.minutes)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className={sheet}>
        {stranger && (
          <>
            <label className="flex flex-col gap-6 font-medium text-ink-1">
              {texts.ask.name}
              <input name="name" required maxLength={50} autoComplete="name" className={line} />
            </label>
            <label className="flex flex-col gap-6 font-medium text-ink-1">
              {texts.ask.address}
              <input name="address" required maxLength={200} autoComplete="street-address" className={line} />
            </label>
          </>
        )}
        <label className="flex flex-col gap-6 font-medium text-ink-1">
          {stranger ? texts.ask.phoneNeeded : texts.ask.phone}
          <input name="phone" type="tel" required={stranger} maxLength={20} pattern={TYPED_TELEPHONE} autoComplete="tel" className={line} />
        </label>
        <label className="flex flex-col gap-6 font-medium text-ink-1">
          {texts.ask.when}
          <input name="wantedAt" type="datetime-local" className={line} />
        </label>
        <label className="flex flex-col gap-6 font-medium text-ink-1">
          {texts.ask.words}
          <textarea name="words" rows={2} maxLength={1_000} placeholder={texts.ask.placeholder} className={`${line} py-10`} />
        </label>
      </div>
      <p className="px-4 text-16 text-ink-3">{texts.ask.note}</p>
      {fault !== null && (
        <Callout role="alert" data-testid="fault">
          {fault}
        </Callout>
      )}
      <Action size="large" main type="submit" className="min-h-56 text-18" disabled={busy} data-testid="ask-send">
        {busy ? texts.ask.sending : texts.ask.send}
      </Action>
    </form>
  )
}
