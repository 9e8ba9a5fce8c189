'use client'
import { useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { usePageKeys } from '@/components/figures/use-figure-place'
import { Failed, Waiting } from '@/components/page/states'
import { RevealDialog } from '@/components/people/reveal-dialog'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { http, type Refused } from '@/lib/client/http'
import { orderTexts as texts } from '@/lib/client/messages/orders'
import { pageTexts } from '@/lib/client/messages/page'
import { peopleTexts } from '@/lib/client/messages/people'
import { serviceText } from '@/lib/client/order-words'
import { useRoute } from '@/lib/client/use-read'
import { faultWord } from '@/lib/client/word-of'
import type { OrderDetail } from '@/lib/domain/order'
import type { OrderAction, OrderWords } from '@/lib/domain/order-machine'
import { orderRoutes } from '@/lib/domain/routes/orders'
import { ActDialog, ASKS } from './act-dialog'
import { OfferLadder } from './offer-ladder'
import { OrderFacts, OrderHistory } from './order-facts'
import { Suggestions } from './suggestions'

/** Actions that are buttons of their own, or of the suggestions. */
const APART: ReadonlySet<OrderAction> = new Set(['offer', 'assign', 'reassign', 'pool'])
const POLL_MS = 5_000
const faultText = ({ code, problem }: Refused): string => (problem.invited === true ? texts.faults.invited : faultWord(texts.faults, code))

type Props = { id: string; now: number; onClose(): void; onChanged(): void }

/** One order: who asks for what, whom it might be offered to, what happens when nobody takes it, and what was done. */
export function OrderSide({ id, now, onClose, onChanged }: Props) {
  const { data: order, fault, again, set } = useRoute(orderRoutes.read, { params: { id } }, { everyMs: POLL_MS })
  if (fault !== null)
    return (
      <Side>
        <Failed code={fault.code} onRetry={again} />
      </Side>
    )
  if (order === null)
    return (
      <Side>
        <Waiting />
      </Side>
    )
  return (
    <Loaded
      order={order}
      now={now}
      onClose={onClose}
      onStale={again}
      onDone={(made) => {
        set(made)
        onChanged()
      }}
    />
  )
}

const Side = ({ children }: { children: React.ReactNode }) => (
  <section
    aria-label={texts.card.title}
    data-testid="order-side"
    className="flex min-h-0 flex-col overflow-y-auto rounded-10 border border-line bg-panel"
  >
    {children}
  </section>
)

type LoadedProps = { order: OrderDetail; now: number; onClose(): void; onStale(): void; onDone(made: OrderDetail): void }

function Loaded({ order, now, onClose, onStale, onDone }: LoadedProps) {
  const { id, actions, state, revision, number } = order
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [asking, setAsking] = useState<{ action: OrderAction; person?: string; seen: number } | null>(null)
  const [revealing, setRevealing] = useState(false)
  // the same however often it is sent, as long as nothing has come of it
  const request = useRef<{ key: string; id: string }>({ key: '', id: '' })
  const verb = (['offer', 'assign', 'reassign'] as const).find((action) => actions.includes(action)) ?? null
  const suggestions = useRoute(orderRoutes.suggest, { params: { id } }, { enabled: verb !== null })

  const act = async (action: OrderAction, said: OrderWords = {}, seen = revision) => {
    const key = JSON.stringify([id, action, seen, said])
    if (request.current.key !== key) request.current = { key, id: uuid() }
    setBusy(true)
    const answer = await http(orderRoutes.act, {
      params: { id },
      body: { requestId: request.current.id, action, expectedRevision: seen, ...said },
    })
    setBusy(false)
    if (answer.ok) {
      setFault(null)
      setAsking(null)
      suggestions.again()
      return onDone(answer.body)
    }
    setFault(faultText(answer))
    if (answer.code === 'conflict') onStale()
  }
  const start = (action: OrderAction, person?: string) => {
    setFault(null)
    if (ASKS[action]) return setAsking({ action, seen: revision, ...(person !== undefined && { person }) })
    void act(action, person === undefined ? {} : { person })
  }
  const give = (place: number) => {
    const person = suggestions.data?.suggestions[place]?.volunteer.person
    return verb !== null && person !== undefined && !busy ? () => start(verb, person) : null
  }
  const pools = actions.includes('pool')
  usePageKeys({ 1: give(0), 2: give(1), 3: give(2), p: pools && !busy ? () => start('pool') : null, Escape: onClose })
  const rest = actions.filter((action) => !APART.has(action))
  return (
    <Side>
      <div className="flex items-start gap-10 px-16 pt-12" data-id={id} data-state={state}>
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-x-10 gap-y-4 text-13 text-ink-3">
            <span className="rounded-6 bg-ink-1 px-8 py-1 font-medium text-bg">{texts.states[state]}</span>
            <span data-testid="order-number">{number}</span>
          </p>
          <h2 className="pt-5 text-18 font-semibold text-ink-1">{serviceText(order.service)}</h2>
        </div>
        <button
          type="button"
          aria-label={pageTexts.keys.close}
          onClick={onClose}
          data-testid="close-order"
          className="grid size-32 shrink-0 print:hidden place-items-center rounded-8 text-ink-2 hover:bg-track max-lg:size-44"
        >
          <svg viewBox="0 0 16 16" className="size-16" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden>
            <path d="M3 3l10 10M13 3 3 13" />
          </svg>
        </button>
      </div>
      <OrderFacts order={order} now={now} onReveal={() => setRevealing(true)} />
      {fault !== null && asking === null && (
        <div className="px-16 pb-10">
          <Callout role="alert" data-testid="order-fault">
            {fault}
          </Callout>
        </div>
      )}
      {verb !== null && <Suggestions read={suggestions} order={order} verb={verb} busy={busy} onGive={(person) => start(verb, person)} />}
      {pools && (
        <div className="border-t border-line px-16 py-10 print:hidden">
          <Action className="w-full" disabled={busy} onClick={() => start('pool')} data-testid="pool">
            {texts.pooling}
            <kbd className="rounded-4 bg-track px-5 text-13 max-lg:hidden">P</kbd>
          </Action>
        </div>
      )}
      {(state === 'requested' || state === 'offered' || state === 'lapsed') && <OfferLadder order={order} />}
      {rest.length > 0 && (
        <div className="border-t border-line px-16 py-10 print:hidden">
          <p className="pb-8 text-13 text-ink-3">{texts.byPhone}</p>
          <div className="flex flex-wrap gap-8">
            {rest.map((action) => (
              <Action key={action} size="small" disabled={busy} onClick={() => start(action)} data-action={action}>
                {texts.actions[action]}
              </Action>
            ))}
          </div>
        </div>
      )}
      <OrderHistory order={order} now={now} />
      <p className="mt-auto border-t border-line bg-track/50 px-16 py-10 text-13 text-ink-2">
        {texts.noRanking} <strong className="font-semibold text-ink-1">{texts.noRankingStrong}</strong>
      </p>
      {asking && (
        <ActDialog
          action={asking.action}
          busy={busy}
          fault={fault}
          onDo={(said) => void act(asking.action, { ...said, ...(asking.person !== undefined && { person: asking.person }) }, asking.seen)}
          onClose={() => setAsking(null)}
        />
      )}
      {revealing && (
        <RevealDialog
          fields={['name', 'phone', 'address']}
          labels={peopleTexts.reveal.fields}
          usual="phone"
          reveal={async (reason, fields) => {
            const answer = await http(orderRoutes.reveal, { params: { id }, body: { reason, fields } })
            if (!answer.ok) return answer
            const { body } = answer
            return { ok: true, body: { fields: fields.map((field) => [field, body[field]] as const), until: body.until ?? new Date().toISOString() } }
          }}
          onClose={() => setRevealing(false)}
        />
      )}
    </Side>
  )
}
