'use client'
import dynamic from 'next/dynamic'
import { type FormEvent, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { formatDay } from '@/lib/client/format'
import type { Answered } from '@/lib/client/http'
import { myOrderTexts } from '@/lib/client/messages/my-orders'
import { countdown } from '@/lib/client/order-words'
import { metersText } from '@/lib/client/place-words'
import type { MyOrders, MyTask } from '@/lib/domain/my-order'
import type { OrderAction } from '@/lib/domain/order-machine'
import { type Act, useAct } from './my-order-card'
import { faultOf, line, serviceText, sheet, whenText } from './my-order-words'

const { volunteer: texts } = myOrderTexts
const MyStart = dynamic(() => import('./my-start').then((m) => m.MyStart), { ssr: false })
/** The one next step of what one has taken on. */
const NEXT: readonly { action: OrderAction; text: 'setOut' | 'arrive' | 'serve' }[] = [
  { action: 'set_out', text: 'setOut' },
  { action: 'arrive', text: 'arrive' },
  { action: 'serve', text: 'serve' },
]

function TaskCard({ task, now, act }: { task: MyTask; now: number; act: Act }) {
  const { service, step, actions, wantedAt, metres, until, words, name, phone, address, satisfied } = task
  const { busy, fault, run } = useAct(act, task)
  const [giving, setGiving] = useState(false)
  const next = NEXT.find(({ action }) => actions.includes(action))
  const giveBack = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '').trim()
    if (reason !== '') void run('give_back', { reason }).then((done) => done && setGiving(false))
  }
  const left = until === null ? null : Date.parse(until) - now
  return (
    <section className={sheet} data-testid="my-task" data-id={task.id} data-step={step}>
      <div className="flex items-center gap-10">
        <h3 className="min-w-0 flex-1 text-18 font-semibold text-ink-1">{serviceText(service)}</h3>
        <span className="text-16 text-ink-3">{whenText(wantedAt, now)}</span>
      </div>
      <p>
        {[name, address?.replace(/\*+$/, '') ?? null].filter((one) => one !== null).join(' · ')}
        {metres !== null && <span className="block text-16 text-ink-3">{texts.metres(metersText(metres))}</span>}
      </p>
      {words !== '' && <p className="text-16">{words}</p>}
      {step === 'done' && <p className="text-16 text-ink-3">{[texts.done, satisfied ? texts.liked : ''].join('')}</p>}
      {left !== null && left > 0 && actions.includes('take') && <p className="text-16 text-ink-3">{texts.until(countdown(left))}</p>}
      <div className="flex flex-wrap gap-8">
        {actions.includes('take') && (
          <Action size="large" main className="flex-1 text-18" disabled={busy} onClick={() => void run('take')} data-testid="take">
            {texts.take}
          </Action>
        )}
        {actions.includes('decline') && (
          <Action size="large" disabled={busy} onClick={() => void run('decline')} data-testid="decline">
            {texts.decline}
          </Action>
        )}
        {next && (
          <Action size="large" main className="flex-1 text-18" disabled={busy} onClick={() => void run(next.action)} data-testid={next.action}>
            {texts[next.text]}
          </Action>
        )}
        {phone !== null && (
          <Action size="large" href={`tel:${phone}`} data-testid="call-asker">
            {myOrderTexts.call}
          </Action>
        )}
        {actions.includes('give_back') && !giving && (
          <Action size="large" onClick={() => setGiving(true)} data-testid="give-back">
            {texts.giveBack}
          </Action>
        )}
      </div>
      {giving && (
        <form className="flex flex-wrap gap-8" onSubmit={giveBack}>
          <input name="reason" required maxLength={200} aria-label={texts.why} placeholder={texts.why} className={`${line} min-w-160 flex-1`} />
          <Action size="large" main type="submit" disabled={busy}>
            {texts.tell}
          </Action>
        </form>
      )}
      {fault !== null && (
        <Callout role="alert" data-testid="task-fault">
          {fault}
        </Callout>
      )}
    </section>
  )
}

type Props = { volunteer: NonNullable<MyOrders['volunteer']>; now: number; act: Act; onPause(days: number | null): Promise<Answered<MyOrders>> }
/** So many that are done are enough to look back on. */
const DONE_SHOWN = 2
const PAUSE_DAYS = [3, 7, 30] as const

/** What is asked of a volunteer: offers to them, what anybody who can may take, and what they have taken on. Nobody is compared with anybody. */
export function MyTasks({ volunteer: { offers, pool, mine, pausedUntil }, now, act, onPause }: Props) {
  const list = (tasks: readonly MyTask[]) => tasks.map((task) => <TaskCard key={task.id} task={task} now={now} act={act} />)
  const [fault, setFault] = useState<string | null>(null)
  const pause = async (days: number | null) => {
    const answer = await onPause(days)
    setFault(answer.ok ? null : faultOf(answer))
  }
  const head = 'px-4 pt-4 text-16 font-medium text-ink-2'
  return (
    <div className="flex flex-col gap-10" data-testid="my-tasks">
      <h2 className={head}>{texts.offers}</h2>
      {list(offers)}
      {offers.length === 0 && <p className={sheet}>{pausedUntil === null ? texts.offersNone : texts.paused(formatDay(Date.parse(pausedUntil)))}</p>}
      {mine.length > 0 && <h2 className={head}>{texts.mine}</h2>}
      {list([...mine.filter(({ step }) => step !== 'done'), ...mine.filter(({ step }) => step === 'done').slice(0, DONE_SHOWN)])}
      {pool.length > 0 && <h2 className={head}>{texts.pool}</h2>}
      {list(pool)}
      <div className="flex flex-wrap items-center gap-8 px-4">
        {pausedUntil === null ? (
          PAUSE_DAYS.map((days) => (
            <Action key={days} size="large" onClick={() => void pause(days)} data-testid="pause">
              {texts.pauseDays(String(days))}
            </Action>
          ))
        ) : (
          <Action size="large" main onClick={() => void pause(null)} data-testid="resume">
            {texts.resume}
          </Action>
        )}
        <p className="text-16 text-ink-3">{texts.noRanking}</p>
      </div>
      {fault !== null && <Callout role="alert">{fault}</Callout>}
      <MyStart />
    </div>
  )
}
