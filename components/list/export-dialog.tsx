'use client'
import { type FormEvent, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Tick, Ticks } from '@/components/ui/choice'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { stepUp } from '@/lib/client/accounts'
import { saveExport } from '@/lib/client/exports'
import { formatCount } from '@/lib/client/format'
import { currentLanguage } from '@/lib/client/language'
import { listTexts } from '@/lib/client/messages/list'
import { faultWord } from '@/lib/client/word-of'
import { ExportFormat, type ExportList, MAX_CHOSEN_ROWS, MAX_EXPORT_ROWS } from '@/lib/domain/export'

const { exports: texts } = listTexts
const faultOf = (code: string): string => faultWord(texts.faults, code)

/** What the columns hold that take a code. */
function contentOf(list: ExportList): string {
  if (list === 'people' || list === 'households' || list === 'sourceRows') return texts.personal
  return list === 'audit' || list === 'accounts' || list === 'submissions' || list === 'roster' ? texts.who : texts.words
}

type ExportDialogProps = {
  list: ExportList
  query: string
  hasWords: boolean
  /** numbers of the events that are chosen, where some are */
  chosen?: readonly number[]
  onClose(): void
}

/** Asks how a list is to be exported, all of it or what is chosen, and for a code where it holds what people wrote. */
export function ExportDialog({ list, query, hasWords, chosen = [], onClose }: ExportDialogProps) {
  const mayChoose = chosen.length > 0 && chosen.length <= MAX_CHOSEN_ROWS
  const [words, setWords] = useState(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setBusy(true)
    setFault(null)
    const code = String(form.get('code') ?? '').trim()
    const passed = words && code !== '' ? await stepUp(code) : null
    const only = form.get('rows') === 'chosen' ? [...chosen] : undefined
    const failed =
      passed && !passed.ok
        ? passed.code === 'forbidden' || passed.code === 'invalid'
          ? 'wrong_code'
          : passed.code
        : await saveExport({ list, query, words, only, format: form.get('format') === 'csv' ? 'csv' : 'xlsx', language: currentLanguage() })
    setBusy(false)
    if (failed === null) onClose()
    else setFault(failed)
  }
  return (
    <Dialog title={list === 'figures' ? texts.figures : texts.title} onClose={onClose} testId="export">
      <form onSubmit={submit} className="flex flex-col gap-14 pt-12">
        {mayChoose && (
          <Ticks label={texts.rows}>
            <Tick type="radio" name="rows" value="chosen" defaultChecked>
              {listTexts.selected(chosen.length)}
            </Tick>
            <Tick type="radio" name="rows" value="all">
              {texts.allRows}
            </Tick>
          </Ticks>
        )}
        <Ticks label={texts.format}>
          {[...ExportFormat.options].reverse().map((format) => (
            <Tick key={format} type="radio" name="format" value={format} defaultChecked={format === 'xlsx'}>
              {texts.formats[format]}
            </Tick>
          ))}
        </Ticks>
        {hasWords && (
          <Ticks label={texts.content}>
            <Tick type="checkbox" checked={words} onChange={() => setWords(!words)} data-testid="export-words">
              {contentOf(list)}
            </Tick>
          </Ticks>
        )}
        {words && <Field label={texts.code} name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={20} />}
        <p className="text-13 text-ink-3">{list === 'figures' ? texts.figuresNote : texts.note(formatCount(MAX_EXPORT_ROWS))}</p>
        <p role="alert" className="font-medium text-ink-1 empty:hidden">
          {fault && faultOf(fault)}
        </p>
        <DialogFoot>
          <Action onClick={onClose}>{texts.cancel}</Action>
          <Action type="submit" main disabled={busy} data-testid="export-run">
            {busy ? texts.running : texts.run}
          </Action>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
