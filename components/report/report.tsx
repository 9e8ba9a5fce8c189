'use client'
import { useEffect, useRef, useState } from 'react'
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
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { act } from '@/lib/client/event-api'
import { aboutTexts } from '@/lib/client/messages/about'
import { phoneTexts } from '@/lib/client/messages/phone'
import { reportTexts } from '@/lib/client/messages/report'
import { noteRecent, readRecent } from '@/lib/client/type-search'
import { useNow } from '@/lib/client/use-store'
import type { Waiting } from '@/lib/client/waiting'
import { faultWord } from '@/lib/client/word-of'
import type { EventType } from '@/lib/domain/category'
import { type EventIn, textLimits } from '@/lib/domain/event'
import type { NearEvent } from '@/lib/domain/routes/events'
import { MineList } from './mine-list'
import { NearList } from './near-list'
import { PlaceField, type Where } from './place-field'
import { ReportField } from './report-field'
import { TypeField } from './type-field'
import { useGrids } from './use-grids'

type Draft = { id: string; type: EventType | null; where: Where | null; words: string; photos: readonly Blob[] }
const newDraft = (): Draft => ({ id: uuid(), type: null, where: null, words: '', photos: [] })

/** The report of whoever stands before it: what, where, a photo, a word. */
export function Report({ frame, props, kept }: Opened) {
  const { types, map, labels } = props
  const { viewer } = frame
  const [draft, setDraft] = useState(newDraft)
  const [recent, setRecent] = useState<readonly string[]>([])
  const { keep, busy, fault, setFault } = useKeep()
  const [said, setSaid] = useState<string | null>(null)
  const phone = usePhone(frame, 'report', props, kept)
  const { outbox, state, numbers } = useOutbox(phone)
  const ended = state.trouble === 'unauthenticated'
  useLock(ended)
  const { tree, late } = useGrids(phone)
  const offline = useOffline(state.trouble === 'lost')
  const now = useNow() ?? 0
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => setRecent(readRecent()), [])
  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }))
    setFault(null)
    setSaid(null)
  }

  const submit = async () => {
    const { id, type, where, words, photos } = draft
    if (!type || !where) {
      const missing = type ? 'place' : 'type'
      form.current?.querySelector(`[data-testid="${missing}"]`)?.scrollIntoView({ block: 'center' })
      return reportTexts.missing[missing]
    }
    if (!outbox) return phoneTexts.opening
    const event: EventIn = {
      id,
      occurredAt: new Date().toISOString(),
      type: type.code,
      ...('grid' in where ? { grid: where.grid } : { position: where.position }),
      source: reportTexts.source,
      reporter: viewer.name.slice(0, textLimits.reporter),
      ...(words.trim() === '' ? {} : { description: words.trim() }),
    }
    await outbox.report(event, photos)
    setRecent(noteRecent(type.code))
    setDraft(newDraft())
    scrollTo({ top: 0 })
    return null
  }
  const takeBack = async (one: Waiting, edit: boolean) => {
    const back = await outbox?.takeBack(one.id)
    if (back?.what.kind !== 'report' || !edit) return
    const { type, position, grid, description = '' } = back.what.event
    setDraft({
      ...newDraft(),
      type: types.find((t) => t.code === type) ?? null,
      where: position ? { position, accuracy: null } : grid === undefined ? null : { grid },
      words: description,
      photos: back.photos,
    })
  }
  // one reminder, however often it is sent, until it is there
  const reminder = useRef({ event: '', requestId: '', expectedRevision: 0 })
  const same = async ({ event }: NearEvent) => {
    if (reminder.current.event !== event.id) reminder.current = { event: event.id, requestId: uuid(), expectedRevision: event.revision }
    const { requestId, expectedRevision } = reminder.current
    const answer = await act(event.id, { requestId, action: 'remind', expectedRevision }, viewer.id)
    if (!answer.ok) {
      if (answer.event) reminder.current.expectedRevision = answer.event.revision
      return faultWord(reportTexts.near.faults, answer.code)
    }
    reminder.current.event = ''
    setDraft(newDraft())
    setSaid(reportTexts.near.reminded(event.caseNumber))
    return null
  }
  const position = draft.where && 'position' in draft.where ? draft.where.position : null
  return (
    <Shell
      frame={frame}
      page="report"
      about={aboutTexts.report}
      truth={<LineWord since={offline} at={null} now={now} />}
      ready={outbox !== null && tree !== null}
    >
      <div className="mx-auto flex w-full max-w-560 flex-col gap-10 text-15">
        <p className="rounded-8 bg-(--sev-1) px-12 py-8 font-semibold text-(--sev-ink-1)" role="note">
          {reportTexts.danger}
        </p>
        {ended ? (
          <Locked waiting={state.waiting.length} next="/report" />
        ) : (
          <OutboxList
            state={state}
            now={now}
            nameOf={(code) => types.find((t) => t.code === code)?.name ?? code}
            numbers={numbers}
            onTakeBack={(one, edit) => void takeBack(one, edit)}
            onSendNow={(id) => outbox?.sendNow(id)}
          />
        )}
        <Insecure />
        {said !== null && (
          <Callout quiet role="status">
            {said}
          </Callout>
        )}
        {ended ? null : !frame.entryByHand ? (
          <Callout role="alert">{reportTexts.off}</Callout>
        ) : (
          <form
            ref={form}
            className="flex flex-col gap-10"
            onSubmit={(e) => {
              e.preventDefault()
              void keep(submit)
            }}
          >
            <TypeField types={types} recent={recent} value={draft.type} onChange={(type) => change({ type })} />
            <PlaceField tree={tree} late={late} settings={map} value={draft.where} onChange={(where) => change({ where })} />
            {draft.type && position && <NearList type={draft.type} position={position} busy={busy} onSame={(near) => void keep(() => same(near))} />}
            <ReportField title={reportTexts.photos.title}>
              <PhotoPicker key={draft.id} photos={draft.photos} onChange={(photos) => change({ photos })} />
              <p className="text-14 text-ink-3">{reportTexts.photos.note}</p>
            </ReportField>
            <ReportField title={reportTexts.words.title}>
              <textarea
                className={inputLook}
                rows={3}
                maxLength={textLimits.description}
                placeholder={reportTexts.words.placeholder}
                aria-label={reportTexts.words.title}
                value={draft.words}
                onChange={(e) => change({ words: e.target.value })}
              />
            </ReportField>
            <div className="sticky bottom-32 z-2 flex flex-col gap-4 bg-linear-to-b from-transparent to-bg to-24% py-8 max-sm:bottom-(--bar)">
              {fault !== null && <Callout role="alert">{fault}</Callout>}
              <Action size="large" main type="submit" disabled={busy} data-testid="submit">
                {reportTexts.submit}
              </Action>
            </div>
          </form>
        )}
        {!ended && <MineList phone={phone} types={types} labels={labels} arrived={state.sent.length} />}
      </div>
    </Shell>
  )
}
