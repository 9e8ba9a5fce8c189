'use client'
import dynamic from 'next/dynamic'
import { useRef, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { type Fact, Facts } from '@/components/ui/facts'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { endsThem, hintOf, sendSourceFile, sourceFault } from '@/lib/client/sources'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import type { SourceRow } from '@/lib/domain/source'
import type { SourceList } from '@/lib/domain/source-list'
import { subjectRow } from '@/lib/domain/source-subjects'
import { CommunitiesPanel } from './communities-panel'
import { RunHistory } from './run-history'
import { RunPanel } from './run-panel'

const SourceForm = dynamic(() => import('./source-form').then((m) => m.SourceForm), { ssr: false })

const FILES = '.csv,.gz,.tsv,.txt,.xlsx'

/** One source: how it is set up, its last run, what it and we have of each other by community, and its runs. */
export function SourceDetail({
  source,
  mayChange,
  folders,
  readsPeople,
  hasWords,
  list,
  within,
  onList,
  onChanged,
}: {
  source: SourceRow
  mayChange: boolean
  folders: boolean
  readsPeople: boolean
  hasWords: boolean
  list: SourceList | null
  within: string | null
  onList(list: SourceList | null, within: string | null): void
  onChanged(): void
}) {
  const [editing, setEditing] = useState(false)
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null)
  const [sending, setSending] = useState<number | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const { id, last, place, effect } = source
  const isBusy = last?.state === 'waiting' || last?.state === 'running'

  const run = async (wanted: { dry?: boolean; confirms?: string }) => {
    const answer = await http(sourceRoutes.ask, { params: { id }, body: { id: crypto.randomUUID(), ...wanted } })
    setSaid(answer.ok ? { text: texts.asked, good: true } : { text: sourceFault(answer), good: false })
    onChanged()
  }
  const send = async (file: File) => {
    setSending(0)
    const answer = await sendSourceFile(id, file, setSending)
    setSending(null)
    setSaid(answer.ok ? { text: texts.uploaded(file.name), good: true } : { text: sourceFault(answer), good: false })
    onChanged()
  }
  return (
    <div className="flex min-w-0 flex-col gap-12" data-testid="source-detail" data-source={id}>
      <Panel
        title={source.name}
        note={hintOf(source)}
        action={
          mayChange && (
            <span className="flex flex-wrap gap-8">
              <Action size="small" onClick={() => setEditing(true)} data-testid="edit-source">
                {texts.actions.edit}
              </Action>
              {place.kind === 'upload' && (
                <Action size="small" disabled={sending !== null} onClick={() => picker.current?.click()} data-testid="send-file">
                  {texts.actions.upload}
                </Action>
              )}
              <Action size="small" disabled={isBusy} onClick={() => void run({ dry: true })} data-testid="run-dry">
                {texts.actions.dry}
              </Action>
              <Action size="small" main disabled={isBusy} onClick={() => void run({})} data-testid="run-real">
                {texts.actions[effect === 'keep' ? 'run' : 'compare']}
              </Action>
            </span>
          )
        }
      >
        {mayChange && place.kind === 'upload' && (
          <input
            ref={picker}
            type="file"
            accept={FILES}
            className="hidden"
            aria-label={texts.actions.upload}
            data-testid="file"
            onChange={(e) => {
              const [file] = e.currentTarget.files ?? []
              if (file) void send(file)
              e.currentTarget.value = ''
            }}
          />
        )}
        <p role="status" className={`empty:hidden ${said?.good === false ? 'font-medium text-ink-1' : 'text-ink-2'}`} data-testid="source-said">
          {sending === null ? said?.text : texts.uploading(Math.round(sending * 100))}
        </p>
        <Facts rows={factsOf(source)} className="sm:grid-cols-[auto_minmax(0,1fr)_auto_minmax(0,1fr)]" />
        {last?.state === 'held' && last.counts && (
          <Callout role="alert" data-testid="held">
            <p>{texts.heldNote(last.counts.left, source.maxLeft)}</p>
            {mayChange && (
              <p className="pt-6">
                <Action onClick={() => void run({ confirms: last.id })} data-testid="confirm-left">
                  {endsThem(source) ? texts.actions.confirmEnd(last.counts.left) : texts.actions.confirm(last.counts.left)}
                </Action>
              </p>
            )}
          </Callout>
        )}
      </Panel>
      <RunPanel source={source} />
      <CommunitiesPanel source={source} readsPeople={readsPeople} hasWords={hasWords} list={list} within={within} onList={onList} />
      <RunHistory source={source} />
      {editing && (
        <SourceForm
          source={source}
          folders={folders}
          onStale={onChanged}
          onClose={(changed) => {
            setEditing(false)
            if (!changed) return
            setSaid({ text: texts.saved, good: true })
            onChanged()
          }}
        />
      )}
    </div>
  )
}

function factsOf(source: SourceRow): Fact[] {
  const { kind, subject, effect, place, hour, enabled, records, left, synced, file, maxLeft, reading } = source
  const ends = endsThem(source)
  const { leaves } = subjectRow(subject)
  const types = Object.entries(reading.types ?? {})
  const { facts } = texts
  const from =
    place.kind === 'folder' ? texts.places.folder(place.folder) : place.kind === 'http' ? texts.places.http(place.url) : texts.places.upload
  return [
    [facts.kind, texts.kinds[kind]],
    [facts.subject, texts.subjects[subject]],
    [facts.effect, texts.effects[effect]],
    [facts.place, from],
    [facts.hour, enabled ? (hour === null ? texts.byHand : texts.hourly(hour)) : texts.off],
    leaves ? [ends ? texts.unitsOver : facts.maxLeft, texts.percent(maxLeft)] : [facts.gone, texts.stays],
    [facts.records, texts.rows(records)],
    ...(leaves ? [[ends ? texts.unitsEnded : facts.left, texts.rows(left)] as const] : []),
    ...(reading.crs ? [[facts.crs, reading.crs] as const] : []),
    ...(types.length > 0 ? [[facts.types, texts.typePairs(types.length)] as const] : []),
    [facts.synced, synced === null ? texts.never : formatMoment(synced, Date.now())],
    ...(file ? [[facts.file, texts.sent(file.name, formatMoment(file.sentAt, Date.now()), file.sentBy)] as const] : []),
  ]
}
