'use client'
import { useId, useMemo, useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Choice, Tick, Ticks } from '@/components/ui/choice'
import { DateField, inputLook, Labelled, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { ruleName } from '@/lib/client/alert-words'
import { localOf } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { silenceTexts } from '@/lib/client/messages/silences'
import { silenceFault } from '@/lib/client/silence-words'
import { useRoute } from '@/lib/client/use-read'
import { type EventWords, placeName, typeName } from '@/lib/client/words'
import type { Viewer } from '@/lib/domain/access'
import { HOUR_MS, MINUTE_MS } from '@/lib/domain/clock'
import { WORDS_LIMIT } from '@/lib/domain/life-event'
import { silenceRoutes } from '@/lib/domain/routes/silences'
import { trendsRoute } from '@/lib/domain/routes/trends'
import type { RuleOut } from '@/lib/domain/rule'
import type { SilenceKind, Silences } from '@/lib/domain/silence'

const { form } = silenceTexts
/** Minutes that are offered; red alerts are silent for half an hour at most. */
const MINUTES = [30, 120, 480, 1_440]
const RED_MINUTES = [10, 30]
const span = (minutes: number): string =>
  minutes < 60 ? form.minutes(minutes) : minutes < 1_440 ? form.hours(minutes / 60) : form.days(minutes / 1_440)
/** A time of the county's clock as `datetime-local` has it. */
const instantOf = (local: string): string => new Date(`${local}:00+08:00`).toISOString()

type SilenceDialogProps = {
  viewer: Viewer
  may: Pick<Silences, 'red' | 'maintains'>
  rules: readonly RuleOut[]
  words: EventWords
  names: Readonly<Record<string, string>>
  now: number
  onSet(silences: Silences): void
  /** something else came under its id: the answer to that was lost */
  onStale(): void
  onClose(): void
}

/** What a silence matches, until when and why; or which source is in maintenance. */
export function SilenceDialog({ viewer, may, rules, words, names, now, onSet, onStale, onClose }: SilenceDialogProps) {
  const [kind, setKind] = useState<SilenceKind>('silence')
  const [red, setRed] = useState(false)
  const [minutes, setMinutes] = useState(30)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  // what is sent again after it got no answer is the same silence, and ends when it would have
  const unanswered = useRef<{ id: string; at: number } | null>(null)
  const prefixes = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const everywhere = prefixes.includes('')
  const grids = useMemo(() => {
    const own = Object.keys(names).filter((code) => prefixes.some((prefix) => code.startsWith(prefix)))
    return own.sort().map((code) => [code, placeName(code, words) || code] as const)
  }, [names, prefixes, words])
  const offered = red ? RED_MINUTES : MINUTES
  const send = async (data: FormData) => {
    const [rule, type, grid] = [textIn(data, 'rule'), textIn(data, 'type'), textIn(data, 'grid')]
    if (kind === 'silence' && rule === undefined && type === undefined && grid === undefined) return setFault(silenceTexts.faults.nothing)
    const begins = textIn(data, 'begins')
    const { id, at } = unanswered.current ?? { id: uuid(), at: now }
    const rest =
      kind === 'silence'
        ? { rule, type, grid, red, until: new Date(at + MINUTE_MS * minutes).toISOString() }
        : { source: textIn(data, 'source'), from: begins && instantOf(begins), until: instantOf(textIn(data, 'ends') ?? '') }
    setBusy(true)
    const answer = await http(silenceRoutes.set, { body: { id, kind, reason: textIn(data, 'reason') ?? '', ...rest } })
    setBusy(false)
    if (answer.ok) return onSet(answer.body)
    unanswered.current = answer.code === 'lost' ? { id, at } : null
    setFault(silenceFault(answer.code))
    if (answer.code === 'conflict') onStale()
  }
  return (
    <FormDialog title={silenceTexts.set} busy={busy} fault={fault} onDo={(data) => void send(data)} onClose={onClose}>
      {may.maintains && (
        <Ticks label={form.kind}>
          {(['silence', 'maintenance'] as const).map((of) => (
            <Tick key={of} type="radio" name="kind" value={of} checked={of === kind} onChange={() => setKind(of)}>
              {form[of]}
            </Tick>
          ))}
        </Ticks>
      )}
      <p className="text-13 text-ink-3">{kind === 'silence' ? form.note : form.maintenanceNote}</p>
      {kind === 'silence' ? (
        <>
          <Choice label={form.grid} name="grid" options={[...(everywhere ? [['', silenceTexts.all] as const] : []), ...grids]} />
          <div className="grid grid-cols-2 gap-12 max-sm:grid-cols-1">
            <Choice label={form.rule} name="rule" options={[['', silenceTexts.all], ...rules.map((rule) => [rule.id, ruleName(rule)] as const)]} />
            <Choice
              label={form.type}
              name="type"
              options={[['', silenceTexts.all], ...words.types.map((type) => [type.code, typeName(type)] as const)]}
            />
          </div>
          {may.red && (
            <Tick
              type="checkbox"
              checked={red}
              onChange={(e) => {
                setRed(e.currentTarget.checked)
                setMinutes(e.currentTarget.checked ? 10 : 30)
              }}
            >
              {form.red}
            </Tick>
          )}
          <Ticks label={form.until}>
            {offered.map((of) => (
              <Tick key={of} type="radio" name="minutes" checked={of === minutes} onChange={() => setMinutes(of)}>
                {span(of)}
              </Tick>
            ))}
          </Ticks>
        </>
      ) : (
        <>
          <SourceField />
          <div className="grid grid-cols-2 gap-12 max-sm:grid-cols-1">
            <DateField label={form.begins} name="begins" type="datetime-local" />
            <DateField
              label={form.ends}
              name="ends"
              type="datetime-local"
              required
              defaultValue={localOf(new Date(now + 2 * HOUR_MS).toISOString())}
            />
          </div>
        </>
      )}
      <TextField label={form.reason} name="reason" maxLength={WORDS_LIMIT} required />
    </FormDialog>
  )
}

/** A source by its name; those that are known are offered. */
function SourceField() {
  const list = useId()
  const { data } = useRoute(trendsRoute, { query: {} })
  return (
    <Labelled label={form.source}>
      {(id) => (
        <>
          <input id={id} name="source" list={list} maxLength={100} required autoComplete="off" className={inputLook} />
          <datalist id={list}>{data?.sources.map(({ source }) => source !== null && <option key={source} value={source} />)}</datalist>
        </>
      )}
    </Labelled>
  )
}
