'use client'
import { type FormEvent, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { Choice } from '@/components/ui/choice'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { Field, Labelled } from '@/components/ui/field'
import { type Answered, http } from '@/lib/client/http'
import { importTexts as texts } from '@/lib/client/messages/import'
import { faultWord } from '@/lib/client/word-of'
import { Crs } from '@/lib/domain/event-parts'
import { IMPORT_BYTES, type ImportOutcome } from '@/lib/domain/import-outcome'
import { importRoutes } from '@/lib/domain/routes/imports'
import { Outcome } from './outcome'

type What = 'units' | 'places'
type Kind = 'units' | 'members'
type Said = { what: What; kind: Kind; source: string; crs: Crs; file: File }

const ACCEPTS = { units: '.csv,.tsv,.txt,.xlsx', places: '.csv,.tsv,.txt,.xlsx,.json,.geojson' } as const
/** A file of thousands of rows is compared row by row. */
const TIMEOUT_MS = 300_000

function send({ what, kind, source, crs, file }: Said, dry: boolean): Promise<Answered<ImportOutcome>> {
  const body = file.slice(0, file.size, 'application/octet-stream')
  const of = { name: file.name, source, dry: dry ? ('true' as const) : ('false' as const) }
  return what === 'units'
    ? http(importRoutes.units, { query: { ...of, kind }, body }, TIMEOUT_MS)
    : http(importRoutes.places, { query: { ...of, crs }, body }, TIMEOUT_MS)
}

/** Imports a file that is sent whole: what would come of it is shown first, with every row that is not taken, and only then it is written. */
export function ImportDialog({ what, onClose }: { what: What; onClose(changed: boolean): void }) {
  const [kind, setKind] = useState<Kind>('units')
  const [file, setFile] = useState<File | null>(null)
  const [source, setSource] = useState('import')
  const [crs, setCrs] = useState<Crs>('WGS84')
  const [found, setFound] = useState<ImportOutcome | null>(null)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [changed, setChanged] = useState(false)
  // another file, or the same read in another way: what was found of it says nothing any more
  const anew = () => {
    setFound(null)
    setFault(null)
  }
  const go = async (dry: boolean) => {
    if (!file) return
    setBusy(true)
    const answer = await send({ what, kind, source, crs, file }, dry)
    setBusy(false)
    if (!answer.ok) {
      const words = faultWord(texts.faults, answer.code)
      return setFault(answer.code === 'invalid' && answer.field !== null ? `${words} ${answer.field}` : words)
    }
    setFault(null)
    setFound(answer.body)
    setChanged((was) => was || !dry)
  }
  const previewed = found?.dry === true
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void go(!previewed)
  }
  return (
    <Dialog title={texts.titles[what]} onClose={() => onClose(changed)} testId="import-dialog">
      <form className="flex flex-col gap-14 pt-14" onSubmit={submit}>
        {what === 'units' && (
          <Choice
            label={texts.kind}
            name="kind"
            value={kind}
            options={[
              ['units', texts.kinds.units],
              ['members', texts.kinds.members],
            ]}
            onChange={(next) => {
              setKind(next === 'members' ? 'members' : 'units')
              anew()
            }}
          />
        )}
        <Labelled label={texts.file[what]} hint={`${texts.columns[what === 'places' ? 'places' : kind]} ${texts.most(IMPORT_BYTES / 1_000_000)}`}>
          {(id, told) => (
            // the button of a browser speaks the language of the machine
            <span className="relative flex items-center gap-12 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-(--focus)">
              <input
                id={id}
                type="file"
                accept={ACCEPTS[what]}
                aria-describedby={told}
                className="absolute inset-0 cursor-pointer opacity-0"
                onChange={({ target }) => {
                  setFile(target.files?.[0] ?? null)
                  anew()
                }}
              />
              <span aria-hidden className="shrink-0 rounded-8 border border-line-strong bg-panel px-14 py-6 text-14 text-ink-1 max-lg:py-12">
                {texts.choose}
              </span>
              <span className="min-w-0 truncate text-ink-1">{file?.name ?? <span className="text-ink-3">{texts.noFile}</span>}</span>
            </span>
          )}
        </Labelled>
        <Field
          label={texts.source}
          hint={texts.sourceHint}
          name="source"
          required
          pattern="[\w.\-]{1,64}"
          value={source}
          onChange={({ target }) => {
            setSource(target.value)
            anew()
          }}
        />
        {what === 'places' && (
          <Choice
            label={texts.crs}
            name="crs"
            value={crs}
            options={Crs.options.map((one) => [one, one] as const)}
            onChange={(next) => {
              setCrs(Crs.parse(next))
              anew()
            }}
          />
        )}
        {fault !== null && <Callout role="alert">{fault}</Callout>}
        {found && <Outcome of={found} />}
        <DialogFoot>
          <Action onClick={() => onClose(changed)}>{texts.close}</Action>
          {(found === null || previewed) && (
            <Action
              type="submit"
              main
              disabled={busy || !file || (previewed && found.taken === 0)}
              data-testid={previewed ? 'run-import' : 'preview-import'}
            >
              {busy
                ? previewed
                  ? texts.running
                  : texts.previewing
                : !previewed
                  ? texts.preview
                  : found.taken === 0
                    ? texts.nothing
                    : texts.run(found.taken)}
            </Action>
          )}
        </DialogFoot>
      </form>
    </Dialog>
  )
}
