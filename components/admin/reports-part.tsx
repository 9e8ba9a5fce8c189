'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Tick } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import type { JudgementSetting } from '@/lib/domain/judgement-setting'
import type { Settings } from '@/lib/domain/settings'
import type { Save } from './save'

const words = adminTexts.settings
/** What the whole county is written as, which has no code. */
const ALL = '*'
const KINDS = ['daily', 'weekly'] as const

/** The red head of judgement reports, and which of them are made by themselves, when and of what places. */
export function ReportsPart({ settings: { reports }, save }: { settings: Settings; save: Save }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '')
    const schedule = (kind: (typeof KINDS)[number]): JudgementSetting['daily'] => ({
      on: form.get(`${kind}On`) === 'on',
      at: text(`${kind}At`),
      scopes: text(`${kind}Scopes`)
        .split(/[,，、\s]+/)
        .filter((code) => code !== '')
        .map((code) => (code === ALL ? '' : code)),
    })
    void save({ reports: { letterhead: text('letterhead'), daily: schedule('daily'), weekly: schedule('weekly') } })
  }
  return (
    <Panel id="reports" title={words.reports}>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14" data-testid="reports-setting">
        <p className="text-14 text-ink-3">{words.reportsHint}</p>
        <Field label={words.letterhead} name="letterhead" maxLength={40} defaultValue={reports.letterhead} />
        {KINDS.map((kind) => (
          <div key={kind} className="flex flex-col gap-8">
            <Tick type="checkbox" name={`${kind}On`} defaultChecked={reports[kind].on}>
              {words.reportsOn[kind]}
            </Tick>
            <div className="grid grid-cols-[120px_minmax(0,1fr)] gap-14">
              <Field label={words.reportsAt} name={`${kind}At`} type="time" required defaultValue={reports[kind].at} />
              <Field
                label={words.reportsScopes}
                name={`${kind}Scopes`}
                pattern="[*\d,，、\s]*"
                defaultValue={reports[kind].scopes.map((code) => code || ALL).join(', ')}
              />
            </div>
          </div>
        ))}
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}
