'use client'
import { useEffect, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Shell } from '@/components/page/shell'
import { Insecure } from '@/components/phone/insecure'
import type { Opened } from '@/components/phone/kept-page'
import { LineWord, useOffline } from '@/components/phone/line-word'
import { Locked } from '@/components/phone/locked'
import { OutboxList } from '@/components/phone/outbox-list'
import { useOutbox } from '@/components/phone/use-outbox'
import { useLock, usePhone } from '@/components/phone/use-phone'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { act } from '@/lib/client/event-api'
import { aboutTexts } from '@/lib/client/messages/about'
import { reportTexts } from '@/lib/client/messages/report'
import { noteRecent, readRecent } from '@/lib/client/type-search'
import { useNow } from '@/lib/client/use-store'
import type { Waiting } from '@/lib/client/waiting'
import type { EventType } from '@/lib/domain/category'
import { type EventIn, textLimits } from '@/lib/domain/event'
import type { NearEvent } from '@/lib/domain/routes/events'
import { MineList } from './mine-list'
import { NearList } from './near-list'
import { PlaceField, type Where } from './place-field'
import { ReportField } from './report-field'
import { TypeField } from './type-field'
import { useGrids } from './use-grids'

type Draft = { type: EventType | null; where: Where | null; words: string; photos: readonly Blob[] }
const blank: Draft = { type: null, where: null, words: '', photos: [] }

/** The report of whoever stands before it: what, where, a photo, a word. */
export function Report({ frame, props, kept }: Opened) {
  const { types, map, labels } = props
  const { viewer } = frame
  const [draft, setDraft] = useState<Draft>(blank)
  const [recent, setRecent] = useState<readonly string[]>([])
  const [missing, setMissing] = useState<'type' | 'place' | null>(null)
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
    setMissing(null)
    setSaid(null)
  }

  const submit = async () => {
    const { type, where, words, photos } = draft
    if (!type || !where || !outbox) {
      setMissing(type ? 'place' : 'type')
      form.current?.querySelector(`[data-testid="${type ? 'place' : 'type'}"]`)?.scrollIntoView({ block: 'center' })
      return
    }
    const event: EventIn = {
      id: uuid(),
      occurredAt: new Date().toISOString(),
      type: type.code,
      ...('grid' in where ? { grid: where.grid } : { position: where.position }),
      source: reportTexts.source,
      reporter: viewer.name.slice(0, textLimits.reporter),
      ...(words.trim() === '' ? {} : { description: words.trim() }),
    }
    await outbox.report(event, photos)
    setRecent(noteRecent(type.code))
    setDraft(blank)
    scrollTo({ top: 0 })
  }
  const takeBack = async (one: Waiting, edit: boolean) => {
    const back = await outbox?.takeBack(one.id)
    if (back?.what.kind !== 'report' || !edit) return
    const { type, position, grid, description = '' } = back.what.event
    setDraft({
      type: types.find((t) => t.code === type) ?? null,
      where: position ? { position, accuracy: null } : grid === undefined ? null : { grid },
      words: description,
      photos: back.photos,
    })
  }
  const same = async ({ event }: NearEvent) => {
    const answer = await act(event.id, { requestId: uuid(), action: 'remind', expectedRevision: event.revision }, viewer.id)
    if (!answer.ok) return
    setDraft(blank)
    setSaid(reportTexts.near.reminded(event.caseNumber))
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
              void submit()
            }}
          >
            <TypeField types={types} recent={recent} value={draft.type} onChange={(type) => change({ type })} />
            <PlaceField tree={tree} late={late} settings={map} value={draft.where} onChange={(where) => change({ where })} />
            {draft.type && position && <NearList type={draft.type} position={position} onSame={(near) => void same(near)} />}
            <ReportField title={reportTexts.photos.title}>
              <PhotoPicker photos={draft.photos} onChange={(photos) => change({ photos })} />
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
              {missing && <Callout role="alert">{reportTexts.missing[missing]}</Callout>}
              <Action size="large" main type="submit" data-testid="submit">
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
