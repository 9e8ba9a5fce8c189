'use client'
import { useEffect, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import type { Frame } from '@/components/page/frame'
import { Shell } from '@/components/page/shell'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook } from '@/components/ui/field'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { doAction } from '@/lib/client/actions'
import { fetchGrids } from '@/lib/client/api'
import type { GridTree } from '@/lib/client/grids'
import { pageTexts } from '@/lib/client/messages/page'
import { reportTexts } from '@/lib/client/messages/report'
import type { Report as Kept } from '@/lib/client/outbox'
import { noteRecent, readRecent } from '@/lib/client/type-search'
import { useNow } from '@/lib/client/use-store'
import type { MapSettings } from '@/lib/domain/basemap'
import type { EventType } from '@/lib/domain/category'
import { type EventIn, textLimits } from '@/lib/domain/event'
import type { NearEvent } from '@/lib/domain/routes/events'
import { NearList } from './near-list'
import { OutboxList } from './outbox-list'
import { PlaceField, type Where } from './place-field'
import { ReportField } from './report-field'
import { TypeField } from './type-field'
import { useOutbox } from './use-outbox'

export type ReportProps = {
  frame: Frame
  types: readonly EventType[]
  map: MapSettings
}

type Draft = { type: EventType | null; where: Where | null; words: string; photos: readonly Blob[] }
const blank: Draft = { type: null, where: null, words: '', photos: [] }
const GRIDS_RETRY_MS = 5_000

/** The report of whoever stands before it: what, where, a photo, a word. */
export function Report({ frame, types, map }: ReportProps) {
  const { viewer } = frame
  const [draft, setDraft] = useState<Draft>(blank)
  const [recent, setRecent] = useState<readonly string[]>([])
  const [missing, setMissing] = useState<'type' | 'place' | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const { outbox, state, numbers } = useOutbox(viewer.id)
  const tree = useGrids()
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
    await outbox.add(event, photos)
    setRecent(noteRecent(type.code))
    setDraft(blank)
    scrollTo({ top: 0 })
  }
  const takeBack = async (report: Kept, edit: boolean) => {
    const back = await outbox?.takeBack(report.event.id)
    if (!back || !edit) return
    const { type, position, grid, description = '' } = back.event
    setDraft({
      type: types.find((t) => t.code === type) ?? null,
      where: position ? { position, accuracy: null } : grid === undefined ? null : { grid },
      words: description,
      photos: back.photos,
    })
  }
  const same = async ({ event }: NearEvent) => {
    const answer = await doAction(event, 'remind', {})
    if (!answer.ok) return
    setDraft(blank)
    setSaid(reportTexts.near.reminded(event.caseNumber))
  }
  const position = draft.where && 'position' in draft.where ? draft.where.position : null
  return (
    <Shell frame={frame} page="report" about={pageTexts.about.report} ready={outbox !== null && tree !== null}>
      <div className="mx-auto flex w-full max-w-560 flex-col gap-10 text-15">
        <p className="rounded-8 bg-(--sev-1) px-12 py-8 font-semibold text-(--sev-ink-1)" role="note">
          {reportTexts.danger}
        </p>
        <OutboxList
          state={state}
          now={now}
          nameOf={(code) => types.find((t) => t.code === code)?.name ?? code}
          numbers={numbers}
          onTakeBack={(report, edit) => void takeBack(report, edit)}
          onSendNow={(id) => outbox?.sendNow(id)}
        />
        {said !== null && (
          <Callout quiet role="status">
            {said}
          </Callout>
        )}
        {!frame.entryByHand ? (
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
            <PlaceField tree={tree} settings={map} value={draft.where} onChange={(where) => change({ where })} />
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
      </div>
    </Shell>
  )
}

/** The grids of one's own area, asked for until they come. */
function useGrids(): GridTree | null {
  const [tree, setTree] = useState<GridTree | null>(null)
  useEffect(() => {
    let over = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = () =>
      void fetchGrids().then(
        (found) => over || setTree(found),
        () => {
          if (!over) timer = setTimeout(read, GRIDS_RETRY_MS)
        },
      )
    read()
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [])
  return tree
}
