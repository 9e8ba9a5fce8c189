'use client'
import { useState } from 'react'
import { Action } from '@/components/ui/action'
import { Tick } from '@/components/ui/choice'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { DateField, Field } from '@/components/ui/field'
import { useOpened } from '@/components/ui/use-opened'
import { http } from '@/lib/client/http'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { sourceFault } from '@/lib/client/sources'
import { type Reported, type ReportedFigure, ReportedKey } from '@/lib/domain/reported'
import { sourceRoutes } from '@/lib/domain/routes/sources'

const { reported: words } = texts

type ReportedFormProps = {
  figures: readonly ReportedFigure[]
  /** they are no more as they were when the form opened */
  onStale(): void
  onClose(changed: Reported | null): void
}

/** The reported totals in a form: a number that is left empty was not reported. */
export function ReportedForm({ figures: of, onStale, onClose }: ReportedFormProps) {
  const figures = useOpened(of)
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async (data: FormData) => {
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const told = ReportedKey.options.flatMap((key): ReportedFigure[] => {
      const count = text(`${key}.count`)
      if (count === '') return []
      const asOf = text(`${key}.asOf`)
      return [{ key, count: Number(count), rounded: data.has(`${key}.rounded`), source: text(`${key}.source`), asOf: asOf === '' ? null : asOf }]
    })
    setBusy(true)
    const answer = await http(sourceRoutes.changeReported, { body: { figures: told, seen: [...figures] } })
    setBusy(false)
    if (answer.ok) return onClose(answer.body)
    setFault(sourceFault(answer))
    if (answer.code === 'conflict') onStale()
  }
  return (
    <Dialog title={words.edit} onClose={() => onClose(null)} testId="reported-form">
      <form
        className="flex flex-col gap-16 pt-14"
        onSubmit={(e) => {
          e.preventDefault()
          void save(new FormData(e.currentTarget))
        }}
      >
        {ReportedKey.options.map((key) => {
          const figure = figures.find((one) => one.key === key)
          return (
            <fieldset key={key} className="grid min-w-0 grid-cols-2 gap-10 border-t border-line pt-10 max-sm:grid-cols-1">
              <legend className="float-left col-span-full w-full font-semibold text-ink-1">{words.keys[key]}</legend>
              <Field label={words.count} name={`${key}.count`} type="number" min={0} max={99_999_999} defaultValue={figure?.count ?? ''} />
              <DateField label={words.day} type="date" name={`${key}.asOf`} defaultValue={figure?.asOf ?? ''} />
              <Field label={words.source} name={`${key}.source`} maxLength={200} defaultValue={figure?.source ?? ''} />
              <Tick type="checkbox" name={`${key}.rounded`} defaultChecked={figure?.rounded ?? false}>
                {words.rounded}
              </Tick>
            </fieldset>
          )
        })}
        <p role="alert" className="font-medium text-ink-1 empty:hidden">
          {fault}
        </p>
        <DialogFoot>
          <Action onClick={() => onClose(null)}>{words.cancel}</Action>
          <Action type="submit" main disabled={busy} data-testid="save-reported">
            {words.save}
          </Action>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
