'use client'
import { type FormEvent, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import type { Answered } from '@/lib/client/http'
import { myOrderTexts as texts } from '@/lib/client/messages/my-orders'
import type { MyOrder } from '@/lib/domain/my-order'
import type { OrderAction, OrderWords } from '@/lib/domain/order-machine'
import { faultOf, line, serviceText, sheet, whenText } from './my-order-words'

export type Act = (
  order: { id: string; revision: number },
  action: OrderAction,
  requestId: string,
  said: Omit<OrderWords, 'person'>,
) => Promise<Answered<unknown>>

/** Does something with an order, and the same again under the same id until an answer came. */
export function useAct(act: Act, order: { id: string; revision: number }) {
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const request = useRef({ key: '', id: '' })
  const run = async (action: OrderAction, said: Omit<OrderWords, 'person'> = {}): Promise<boolean> => {
    const key = JSON.stringify([order.id, order.revision, action, said])
    if (request.current.key !== key) request.current = { key, id: uuid() }
    setBusy(true)
    const answer = await act(order, action, request.current.id, said)
    setBusy(false)
    setFault(answer.ok ? null : faultOf(answer))
    return answer.ok
  }
  return { busy, fault, run }
}

const STEPS = ['asked', 'found', 'out', 'done'] as const
const AT: Record<MyOrder['step'], number> = { asked: 0, looking: 0, found: 1, out: 2, there: 2, done: 3, ended: -1 }

/** How far it has come, as four steps. */
function Steps({ step }: { step: MyOrder['step'] }) {
  const at = AT[step]
  return (
    <ol className="flex" data-testid="order-progress" data-step={step}>
      {STEPS.map((name, i) => (
        <li
          key={name}
          className="relative flex flex-1 flex-col items-center gap-4 px-4 text-center text-16"
          aria-current={i === at ? 'step' : undefined}
        >
          {i > 0 && <span aria-hidden className={`absolute top-11 right-1/2 left-[-50%] h-4 ${i <= at ? 'bg-data' : 'bg-track'}`} />}
          <span
            aria-hidden
            className={`relative grid size-26 place-items-center rounded-full ${
              i < at || (i === at && step === 'done') ? 'bg-data text-bg' : i === at ? 'bg-ink-1' : 'border-3 border-line-strong bg-panel'
            }`}
          >
            {(i < at || (i === at && step === 'done')) && (
              <svg viewBox="0 0 16 16" className="size-16 fill-none stroke-current stroke-[2.4]" aria-hidden>
                <path d="M3 8.5 6.5 12 13 4.5" />
              </svg>
            )}
            {i === at && step !== 'done' && <span className="size-9 rounded-full bg-bg" />}
          </span>
          <span className={i === at ? 'font-semibold text-ink-1' : 'text-ink-3'}>
            {i === 0 && step === 'looking' ? texts.steps.looking : i === 2 && step === 'there' ? texts.steps.there : texts.steps[name]}
          </span>
        </li>
      ))}
    </ol>
  )
}

function nowText({ step, helper }: MyOrder): string {
  const who = helper && helper.family !== '' ? texts.helper(helper.family) : texts.somebody
  const words = texts.now[step]
  return typeof words === 'string' ? words : words(who)
}

type Ran = ReturnType<typeof useAct>

/** Did it help, and is one satisfied? Asked when it is done. */
function Rate({ run, busy }: Pick<Ran, 'run' | 'busy'>) {
  const [solved, setSolved] = useState<boolean | null>(null)
  const [satisfied, setSatisfied] = useState<boolean | null>(null)
  const ask = (value: boolean | null, set: (next: boolean) => void, label: string, [yes, no]: readonly [string, string], name: string) => (
    <fieldset className="flex flex-wrap items-center gap-10">
      <legend className="sr-only">{label}</legend>
      <p className="min-w-120 flex-1 font-medium text-ink-1" aria-hidden>
        {label}
      </p>
      {([true, false] as const).map((one) => (
        <Action
          key={String(one)}
          size="large"
          main={value === one}
          aria-pressed={value === one}
          onClick={() => set(one)}
          data-testid={`${name}-${one ? 'yes' : 'no'}`}
        >
          {one ? yes : no}
        </Action>
      ))}
    </fieldset>
  )
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const note = String(new FormData(event.currentTarget).get('note') ?? '').trim()
    if (solved !== null && satisfied !== null) void run('rate', { solved, satisfied, ...(note !== '' && { note }) })
  }
  return (
    <form className="flex flex-col gap-10 border-t border-line pt-10" onSubmit={send} data-testid="rate">
      {ask(solved, setSolved, texts.rate.solved, [texts.yes, texts.no], 'solved')}
      {ask(satisfied, setSatisfied, texts.rate.satisfied, [texts.rate.satisfiedYes, texts.rate.satisfiedNo], 'satisfied')}
      <input name="note" aria-label={texts.rate.note} placeholder={texts.rate.note} maxLength={500} className={line} />
      <Action size="large" main type="submit" disabled={busy || solved === null || satisfied === null} data-testid="rate-send">
        {texts.rate.send}
      </Action>
    </form>
  )
}

/** A complaint in one's own words. */
function Complain({ run, busy, onClose }: Pick<Ran, 'run' | 'busy'> & { onClose(): void }) {
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const note = String(new FormData(event.currentTarget).get('note') ?? '').trim()
    if (note !== '') void run('complain', { note }).then((done) => done && onClose())
  }
  return (
    <form className="flex flex-col gap-10" onSubmit={send}>
      <textarea
        name="note"
        required
        rows={3}
        maxLength={1_000}
        aria-label={texts.complainWhat}
        placeholder={texts.complainWhat}
        className={`${line} py-10`}
      />
      <Action size="large" main type="submit" disabled={busy} data-testid="complain-send">
        {texts.complainSend}
      </Action>
    </form>
  )
}

/** What one asked for: how far it has come, who comes, and what one may say about it. */
export function MyOrderCard({ order, now, act }: { order: MyOrder; now: number; act: Act }) {
  const { service, step, helper, actions, wantedAt, solved, satisfied, complaint, complaintAnswer } = order
  const { busy, fault, run } = useAct(act, order)
  const [asking, setAsking] = useState<'withdraw' | 'complain' | null>(null)
  return (
    <section className={sheet} data-testid="my-order" data-id={order.id} data-step={step}>
      <div className="flex items-center gap-10">
        <h2 className="min-w-0 flex-1 text-18 font-semibold text-ink-1">{serviceText(service)}</h2>
        <span className="text-16 text-ink-3">{whenText(wantedAt, now)}</span>
      </div>
      {step !== 'ended' && <Steps step={step} />}
      <div className="flex items-center gap-12">
        <p className="min-w-0 flex-1">{nowText(order)}</p>
        {helper?.phone && (
          <Action size="large" href={`tel:${helper.phone}`} data-testid="call-helper">
            {texts.call}
          </Action>
        )}
      </div>
      {solved !== null && satisfied !== null && (
        <p className="text-16 text-ink-3">
          {texts.said(solved ? texts.solvedYes : texts.solvedNo, satisfied ? texts.rate.satisfiedYes : texts.rate.satisfiedNo)} {texts.rate.thanks}
        </p>
      )}
      {complaint !== null && <p className="text-16">{complaintAnswer === null ? texts.complained : texts.answered(complaintAnswer)}</p>}
      {actions.includes('rate') && <Rate run={run} busy={busy} />}
      {asking === 'complain' && <Complain run={run} busy={busy} onClose={() => setAsking(null)} />}
      {asking === 'withdraw' && (
        <div className="flex flex-wrap items-center gap-10">
          <p className="flex-1">{texts.withdrawSure}</p>
          <Action
            size="large"
            main
            disabled={busy}
            onClick={() => void run('withdraw').then((done) => done && setAsking(null))}
            data-testid="withdraw-sure"
          >
            {texts.withdraw}
          </Action>
        </div>
      )}
      {asking === null && (
        <div className="flex flex-wrap gap-8">
          {actions.includes('withdraw') && (
            <Action size="large" onClick={() => setAsking('withdraw')} data-testid="withdraw">
              {texts.withdraw}
            </Action>
          )}
          {actions.includes('complain') && (
            <Action size="large" onClick={() => setAsking('complain')} data-testid="complain">
              {texts.complain}
            </Action>
          )}
        </div>
      )}
      {fault !== null && (
        <Callout role="alert" data-testid="order-fault">
          {fault}
        </Callout>
      )}
    </section>
  )
}
