'use client'
import { useState } from 'react'
import { CrewRings } from '@/components/duties/crew-rings'
import { LightMark } from '@/components/event/light-mark'
import { useKeep } from '@/components/phone/use-keep'
import { Action } from '@/components/ui/action'
import { said } from '@/lib/client/language'
import { phoneTexts } from '@/lib/client/messages/phone'
import { visitTexts as texts } from '@/lib/client/messages/visits'
import type { Outbox } from '@/lib/client/outbox'
import type { DutyAct, Waiting } from '@/lib/client/waiting'
import { eventOf, kindOf } from '@/lib/client/waiting'
import type { EventType } from '@/lib/domain/category'
import { stampOf } from '@/lib/domain/clock'
import type { DutyItem } from '@/lib/domain/duty-item'
import { VisitDialog } from './dialogs'
import type { VisitsRead } from './use-visits'
import type { Visit } from './visit-dialog'

/** So many stand open at first. */
const FIRST = 5

const dutyOf = ({ duty, dutyEn }: DutyItem) => said({ zh: duty, en: dutyEn })
const nameOf = (item: DutyItem) => `${said({ zh: item.subject.name, en: item.subject.nameEn })} \u00b7 ${dutyOf(item)}`

type Props = {
  read: VisitsRead
  types: readonly EventType[]
  outbox: Outbox | null
  waiting: readonly Waiting[]
  back: DutyAct | null
  onBack(): void
}

/** 我的走访: what is to be done of one's duties, each with the one button; what is written down waits in the outbox like all else. */
export function Visits({ read, types, outbox, waiting, back, onBack }: Props) {
  const [chosen, setChosen] = useState<DutyItem | null>(null)
  const [shown, setShown] = useState(FIRST)
  const { keep, busy, fault, setFault } = useKeep()
  if (!read || read.items.length === 0) return null
  // a visit that was taken back is open as it was written
  const open = chosen ?? read.items.find(({ id }) => id === back?.item.id) ?? null
  const close = () => {
    setChosen(null)
    setFault(null)
    onBack()
  }
  const form = read.forms.find(({ template }) => template === open?.template)
  const put = async (item: DutyItem, { id, done, found }: Visit) => {
    if (!outbox) return phoneTexts.opening
    const about = { id: item.id, name: nameOf(item), revision: item.revision }
    for (const { id: own, words, solved, type, position, photos } of found)
      await outbox.duty(
        own,
        { action: 'find', item: about, at: done.at, finding: { words, solved, ...(type !== null && { type }), ...(position && { position }) } },
        photos,
      )
    await outbox.duty(id, { ...done, item: about })
    return null
  }
  return (
    <section aria-label={texts.title(read.items.length)} className="flex flex-col gap-10" data-testid="visits">
      <header className="flex items-baseline justify-between gap-8">
        <h2 className="text-16 font-semibold text-ink-1">{texts.title(read.items.length)}</h2>
        <span className="text-14 text-ink-3">{texts.order}</span>
      </header>
      <ul className="flex flex-col gap-10">
        {read.items.slice(0, shown).map((item) => {
          const own = waiting.filter((one) => one.refused === null && eventOf(one) === item.id).map(kindOf)
          const isDone = own.includes('do')
          return (
            <li
              key={item.id}
              className="flex items-center gap-10 rounded-10 border border-line bg-panel p-12 text-ink-2"
              data-testid="visit"
              data-item={item.id}
              data-grid={item.grid}
              data-waits={isDone}
            >
              <span className="flex min-w-0 flex-1 flex-col gap-4">
                <strong className="text-16 text-ink-1">{said({ zh: item.subject.name, en: item.subject.nameEn })}</strong>
                <span className="flex flex-wrap items-center gap-x-10 gap-y-4 text-14">
                  {dutyOf(item)}
                  {item.scheduledFor === null ? (
                    <span>{texts.due(stampOf(Date.parse(item.dueAt) - 60_000).slice(5, 10))}</span>
                  ) : (
                    <span>{texts.scheduled(stampOf(Date.parse(item.scheduledFor)).slice(5))}</span>
                  )}
                  {item.light !== 'normal' && <LightMark light={item.light} />}
                </span>
                {isDone || own.length > 0 ? (
                  <span className="text-14">{isDone ? texts.waits : texts.found(own.length)}</span>
                ) : (
                  item.crew.length > 0 && <CrewRings crew={item.crew} />
                )}
              </span>
              {!isDone && item.actions.includes('do') && (
                <Action size="large" onClick={() => setChosen(item)} aria-label={`${texts.record} ${nameOf(item)}`} data-testid="record-visit">
                  {texts.record}
                </Action>
              )}
            </li>
          )
        })}
      </ul>
      {read.items.length > shown && (
        <Action size="large" onClick={() => setShown(read.items.length)}>
          {texts.more(read.items.length - shown)}
        </Action>
      )}
      {open && form && (
        <VisitDialog
          item={open}
          name={nameOf(open)}
          form={form}
          types={types}
          from={back}
          busy={busy}
          fault={fault}
          onDo={async (visit) => {
            if (await keep(() => put(open, visit))) close()
          }}
          onClose={close}
        />
      )}
    </section>
  )
}
