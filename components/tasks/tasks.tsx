'use client'
import { useEffect, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Shell } from '@/components/page/shell'
import { Insecure } from '@/components/phone/insecure'
import type { Opened } from '@/components/phone/kept-page'
import { LineWord, useOffline } from '@/components/phone/line-word'
import { Locked } from '@/components/phone/locked'
import { OutboxList } from '@/components/phone/outbox-list'
import { useKeep } from '@/components/phone/use-keep'
import { useOutbox } from '@/components/phone/use-outbox'
import { useLock, usePhone } from '@/components/phone/use-phone'
import { conflictWords } from '@/lib/client/conflict-words'
import { aboutTexts } from '@/lib/client/messages/about'
import { phoneTexts } from '@/lib/client/messages/phone'
import { tasksTexts as texts } from '@/lib/client/messages/tasks'
import { findPosition } from '@/lib/client/place'
import { inOrder } from '@/lib/client/task-order'
import { useNow } from '@/lib/client/use-store'
import { type Act, type DutyAct, eventOf, kindOf, type Waiting } from '@/lib/client/waiting'
import { eventWords, shortType } from '@/lib/client/words'
import { isGivenTo } from '@/lib/domain/access'
import { greatCircle } from '@/lib/domain/great-circle'
import { partyKey } from '@/lib/domain/life'
import { mayReadUnits } from '@/lib/domain/unit-access'
import { HandInDialog, OwnOrders, readDialogs } from './dialogs'
import type { Result } from './hand-in-dialog'
import { TaskCard } from './task-card'
import { MAX_TASKS, type Task, useTasks } from './use-tasks'
import { useVisits } from './use-visits'
import { Visits } from './visits'

/** What is given to whoever stands before it (任务): the most urgent first, one button each, with a signal or without. */
export function Tasks({ frame, props, kept }: Opened) {
  const { types, names, labels } = props
  const { viewer } = frame
  const phone = usePhone(frame, 'tasks', props, kept)
  const { outbox, state, numbers } = useOutbox(phone)
  const { read, fault } = useTasks(phone, state.sent.length)
  const visits = useVisits(phone, mayReadUnits(viewer), state.sent.length)
  const ended = state.trouble === 'unauthenticated' || fault === 'unauthenticated'
  useLock(ended)
  useEffect(readDialogs, [])
  const now = useNow() ?? 0
  const offline = useOffline(fault === 'lost' || state.trouble === 'lost')
  const here = useHere()
  const [unfolded, setUnfolded] = useState<string | null>(null)
  const [form, setForm] = useState<{ id: string; task: Task; from: Result | null } | null>(null)
  const { keep, busy, fault: notKept, setFault } = useKeep()
  const [tried, setTried] = useState<string | null>(null)
  const [visit, setVisit] = useState<DutyAct | null>(null)
  const words = eventWords(types, names, labels)
  const tasks = inOrder(read?.tasks ?? [])
  const opened = unfolded ?? tasks.find((task) => task.urgency !== 1 && waitsOf(task, state.waiting) !== 'hand_in')?.id ?? null

  const act = async (requestId: string, task: Task, action: Act['action'], result?: Result) => {
    if (!outbox) return phoneTexts.opening
    const { id, caseNumber, type, grid, revision } = task
    const one: Act = { action, event: { id, caseNumber, type, grid }, note: result?.note, expectedRevision: revision }
    await outbox.act(requestId, one, result?.photos)
    return null
  }
  const openForm = (task: Task, from: Result | null) => {
    setFault(null)
    setForm({ id: uuid(), task, from })
  }
  const takeBack = async (one: Waiting, edit: boolean) => {
    const back = await outbox?.takeBack(one.id)
    if (edit && back?.what.kind === 'duty' && back.what.duty.action === 'do') return setVisit(back.what.duty)
    const task = back && tasks.find(({ id }) => id === eventOf(back))
    if (!edit || !task || back?.what.kind !== 'act' || back.what.act.action !== 'hand_in') return
    openForm(task, { note: back.what.act.note ?? '', photos: back.photos })
  }
  const conflictOf = ({ what, refused }: Waiting) => (what.kind === 'act' && refused ? conflictWords(refused, what.act.action, words, now) : '')
  return (
    <Shell
      frame={frame}
      page="tasks"
      about={aboutTexts.tasks}
      truth={<LineWord since={offline} at={read?.at ?? (fault === null ? undefined : null)} now={now} />}
      counts={{ tasks: tasks.length }}
      ready={outbox !== null && (read !== null || fault !== null)}
    >
      <div className="mx-auto flex w-full max-w-560 flex-col gap-10 text-15">
        <Insecure />
        {ended ? (
          <Locked waiting={state.waiting.length} next="/tasks" />
        ) : (
          <>
            <Summary waiting={state.waiting} />
            <OutboxList
              state={state}
              now={now}
              nameOf={(code) => shortType(words.typeOf(code), code)}
              numbers={numbers}
              conflictOf={conflictOf}
              onTakeBack={(one, edit) => void takeBack(one, edit)}
              onSendNow={(id) => outbox?.sendNow(id)}
              onAgain={(id) => void outbox?.again(id)}
            />
            <header className="flex items-baseline justify-between gap-8">
              <h2 className="text-16 font-semibold text-ink-1">{texts.count(tasks.length)}</h2>
              <span className="text-14 text-ink-3">{texts.order}</span>
            </header>
            {read === null && <p role="status">{fault === null ? texts.loading : texts.failed}</p>}
            {read !== null && tasks.length === 0 && <p role="status">{texts.none}</p>}
            <ul className="flex flex-col gap-10" data-testid="tasks" data-at={read?.at ?? ''}>
              {tasks.map((task) => (
                <TaskCard
                  key={task.id}
                  task={task}
                  words={words}
                  now={now}
                  mine={task.lead !== undefined && task.lead !== null && isGivenTo(viewer, { parties: [partyKey(task.lead)] })}
                  waits={waitsOf(task, state.waiting)}
                  metersAway={here && task.position ? greatCircle(here, task.position) : null}
                  phone={phone}
                  busy={busy}
                  fault={form === null && tried === task.id ? notKept : null}
                  opened={opened === task.id}
                  onOpen={() => setUnfolded(opened === task.id ? '' : task.id)}
                  onTake={() => {
                    setTried(task.id)
                    void keep(() => act(uuid(), task, 'take'))
                  }}
                  onHandIn={() => openForm(task, null)}
                />
              ))}
            </ul>
            {tasks.length === MAX_TASKS && <p className="text-14 text-ink-3">{texts.more(MAX_TASKS)}</p>}
            <Visits read={visits} types={types} outbox={outbox} waiting={state.waiting} back={visit} onBack={() => setVisit(null)} />
            {read !== null && viewer.scope.kind === 'grids' && <OwnOrders phone={phone} />}
          </>
        )}
      </div>
      {form && (
        <HandInDialog
          from={form.from}
          busy={busy}
          fault={notKept}
          onDo={async (result) => {
            if (await keep(() => act(form.id, form.task, 'hand_in', result))) setForm(null)
          }}
          onClose={() => {
            setForm(null)
            setFault(null)
          }}
        />
      )}
    </Shell>
  )
}

/** The furthest step of a task that waits in the outbox. */
function waitsOf(task: Task, waiting: readonly Waiting[]): Act['action'] | null {
  const own = waiting.flatMap((one) => (one.what.kind === 'act' && eventOf(one) === task.id ? [one.what.act.action] : []))
  return own.includes('hand_in') ? 'hand_in' : (own[0] ?? null)
}

/** How much waits, of what, and whether somebody has to decide about some of it. */
function Summary({ waiting }: { waiting: readonly Waiting[] }) {
  const { box } = phoneTexts
  const refused = waiting.filter((one) => one.refused !== null).length
  const coming = waiting.length - refused
  if (waiting.length === 0) return null
  const count = (kind: string) => waiting.filter((one) => one.refused === null && kindOf(one) === kind).length
  return (
    <p className="flex flex-col" role="status" data-testid="summary">
      {coming > 0 && (
        <>
          <strong className="text-ink-1">{box.waiting(coming)}</strong>
          <span className="text-14">
            {[box.parts(count('take'), count('hand_in'), count('report'), count('do') + count('find')), box.byItself].join(' · ')}
          </span>
        </>
      )}
      {refused > 0 && <strong className="text-ink-1">{box.decide(refused)}</strong>}
    </p>
  )
}

/** Where the phone is, of whoever has allowed it before; nobody is asked for it here. */
function useHere(): readonly [number, number] | null {
  const [here, setHere] = useState<readonly [number, number] | null>(null)
  useEffect(() => {
    let over = false
    const look = async () => {
      const permission = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
      if (permission?.state !== 'granted' || !window.isSecureContext) return
      const fix = await findPosition()
      if (!over && typeof fix !== 'string') setHere(fix.position)
    }
    void look()
    return () => {
      over = true
    }
  }, [])
  return here
}
