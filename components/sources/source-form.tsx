'use client'
import { useState } from 'react'
import { Action } from '@/components/ui/action'
import { Tick, Ticks } from '@/components/ui/choice'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { Field, inputLook, Labelled } from '@/components/ui/field'
import { useOpened } from '@/components/ui/use-opened'
import { http } from '@/lib/client/http'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { endsThem, hintOf, sourceFault } from '@/lib/client/sources'
import { useRoute } from '@/lib/client/use-read'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import {
  MAX_LEFT_PERCENT,
  PRESETS,
  type SourceEffect,
  type SourceIn,
  SourceKind,
  type SourceMapping,
  type SourceRow,
  SourceSubject,
} from '@/lib/domain/source'
import { subjectRow } from '@/lib/domain/source-subjects'
import { MappingFields } from './mapping-fields'
import { readingOf, SystemField, TypesField } from './reading-fields'

const { form: words } = texts
const PLACES = ['upload', 'folder', 'http'] as const
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

type SourceFormProps = {
  source: SourceRow | null
  folders: boolean
  /** it is no more as it was when the form opened */
  onStale?(): void
  onClose(changed: SourceRow | null): void
}

/** A source as it is set up: a new one, or a change of one that is there, whose columns are shown with the first rows of its file. */
export function SourceForm({ source: of, folders, onStale, onClose }: SourceFormProps) {
  const source = useOpened(of)
  const [kind, setKind] = useState<SourceKind>(source?.kind ?? 'cunzhen')
  const [subject, setSubject] = useState<SourceSubject>(source?.subject ?? 'households')
  const [effect, setEffect] = useState<SourceEffect>(source?.effect ?? 'compare')
  const [place, setPlace] = useState<(typeof PLACES)[number]>(source?.place.kind ?? 'upload')
  const [mapping, setMapping] = useState<SourceMapping>(source?.mapping ?? PRESETS.cunzhen.households ?? {})
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const preview = useRoute(
    sourceRoutes.preview,
    { params: { id: source?.id ?? '' } },
    { enabled: source !== null && (source.place.kind !== 'upload' || source.file !== null) },
  )
  const { effects, leaves, lists } = subjectRow(subject)
  const hasRecords = (source?.records ?? 0) + (source?.left ?? 0) > 0

  const preset = (ofKind: SourceKind, of: SourceSubject) => {
    setKind(ofKind)
    setSubject(of)
    const [usual = 'keep'] = subjectRow(of).effects
    if (of !== subject) setEffect(usual)
    if (source === null) setMapping(PRESETS[ofKind][of] ?? {})
  }
  const save = async (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const hour = text('hour')
    const body: SourceIn = {
      name: hasRecords && source ? source.name : text('name'),
      kind,
      subject,
      effect,
      mapping: Object.fromEntries(Object.entries(mapping).filter(([, column]) => column.trim() !== '')),
      place:
        place === 'folder'
          ? { kind: 'folder', folder: text('folder') }
          : place === 'http'
            ? { kind: 'http', url: text('url'), allowPrivate: data.has('allowPrivate') }
            : { kind: 'upload' },
      hour: hour === '' ? null : Number(hour),
      maxLeft: leaves ? Number(text('maxLeft')) : (source?.maxLeft ?? MAX_LEFT_PERCENT),
      enabled: data.has('enabled'),
      areas: text('areas')
        .split(/[\s,，、]+/)
        .filter((code) => code !== ''),
      reading: readingOf(text('crs'), text('types')),
    }
    setBusy(true)
    const answer = source
      ? await http(sourceRoutes.change, { params: { id: source.id }, body: { ...body, expectedRevision: source.revision } })
      : await http(sourceRoutes.add, { body })
    setBusy(false)
    if (answer.ok) return onClose(answer.body)
    setFault(`${sourceFault(answer)} ${answer.code === 'invalid' ? answer.message : ''}`)
    if (answer.code === 'conflict') onStale?.()
  }
  return (
    <Dialog title={words.title[source ? 'edit' : 'add']} onClose={() => onClose(null)} testId="source-form">
      <form
        className="flex flex-col gap-14 pt-14"
        onSubmit={(e) => {
          e.preventDefault()
          void save(new FormData(e.currentTarget))
        }}
      >
        <Field
          label={words.name}
          name="name"
          hint={words.nameHint}
          required
          maxLength={64}
          defaultValue={source?.name ?? ''}
          disabled={hasRecords}
          autoComplete="off"
        />
        <div className="grid grid-cols-3 gap-10 max-sm:grid-cols-1">
          <Pick
            label={words.kind}
            value={kind}
            options={SourceKind.options}
            names={texts.kinds}
            onPick={(next) => preset(next, subject)}
            testId="kind"
          />
          <Pick
            label={words.subject}
            value={subject}
            options={SourceSubject.options}
            names={texts.subjects}
            disabled={hasRecords}
            onPick={(next) => preset(kind, next)}
            testId="subject"
          />
          <Pick
            label={words.effect}
            value={effect}
            options={effects}
            names={texts.effects}
            disabled={hasRecords}
            onPick={(next) => setEffect(next)}
            testId="effect"
          />
        </div>
        <p className="text-13 text-ink-3">{hintOf({ subject, effect })}</p>
        <Ticks label={words.place}>
          {PLACES.map((of) => (
            <Tick
              key={of}
              type="radio"
              name="place"
              value={of}
              checked={place === of}
              disabled={of === 'folder' && !folders}
              onChange={() => setPlace(of)}
            >
              {words.placeKinds[of]}
            </Tick>
          ))}
        </Ticks>
        {!folders && <p className="text-13 text-ink-3">{words.noFolders}</p>}
        {place === 'folder' && (
          <Field label={words.folder} name="folder" maxLength={200} defaultValue={source?.place.kind === 'folder' ? source.place.folder : ''} />
        )}
        {place === 'http' && (
          <>
            <Field
              label={words.url}
              name="url"
              type="url"
              required
              maxLength={1_000}
              placeholder="https://"
              defaultValue={source?.place.kind === 'http' ? source.place.url : ''}
            />
            <Tick type="checkbox" name="allowPrivate" defaultChecked={source?.place.kind === 'http' && source.place.allowPrivate}>
              {words.allowPrivate}
            </Tick>
          </>
        )}
        <div className="grid grid-cols-2 gap-10 max-sm:grid-cols-1">
          <Labelled label={words.hour}>
            {(id) => (
              <select id={id} name="hour" defaultValue={source?.hour ?? ''} className={inputLook}>
                <option value="">{words.hourNone}</option>
                {HOURS.map((hour) => (
                  <option key={hour} value={hour}>
                    {texts.hourly(hour)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          {leaves && (
            <Field
              label={endsThem({ subject, effect }) ? words.unitsOver : words.maxLeft}
              name="maxLeft"
              type="number"
              min={0}
              max={100}
              required
              defaultValue={source?.maxLeft ?? MAX_LEFT_PERCENT}
            />
          )}
          <SystemField subject={subject} reading={source?.reading ?? {}} />
        </div>
        <TypesField subject={subject} reading={source?.reading ?? {}} />
        {lists[effect].includes('onlyHere') && (
          <Field
            label={words.areas}
            name="areas"
            hint={words.areasHint}
            pattern="[0-9,，、 ]*"
            defaultValue={source?.areas.join(', ') ?? ''}
            autoComplete="off"
          />
        )}
        <Tick type="checkbox" name="enabled" defaultChecked={source?.enabled ?? true}>
          {words.enabled}
        </Tick>
        <MappingFields
          subject={subject}
          mapping={mapping}
          preview={preview.data}
          fault={preview.fault && sourceFault(preview.fault)}
          onChange={setMapping}
        />
        <p role="alert" className="font-medium text-ink-1 empty:hidden" data-testid="form-fault">
          {fault}
        </p>
        <DialogFoot>
          <Action onClick={() => onClose(null)}>{words.cancel}</Action>
          <Action type="submit" main disabled={busy} data-testid="save-source">
            {words.save}
          </Action>
        </DialogFoot>
      </form>
    </Dialog>
  )
}

function Pick<T extends string>({
  label,
  value,
  options,
  names,
  onPick,
  disabled = false,
  testId,
}: {
  label: string
  value: T
  options: readonly T[]
  names: Readonly<Record<T, string>>
  onPick(value: T): void
  disabled?: boolean
  testId: string
}) {
  return (
    <Labelled label={label}>
      {(id) => (
        <select
          id={id}
          className={inputLook}
          value={value}
          disabled={disabled}
          data-testid={testId}
          onChange={(e) => {
            const next = options.find((option) => option === e.currentTarget.value)
            if (next !== undefined) onPick(next)
          }}
        >
          {options.map((option) => (
            <option key={option} value={option}>
              {names[option]}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}
