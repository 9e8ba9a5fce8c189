'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import { submissionTexts } from '@/lib/client/messages/submissions'
import type { SubmissionsSetting } from '@/lib/domain/submission'
import { LinksPart } from './links-part'
import type { Save } from './save'

const { setting: texts } = submissionTexts

/** 随手拍: whether residents may send at all, which the whole county's administrator says, and the codes of the communities. */
export function SubmissionsPart({ setting, save, mayChange, demo }: { setting: SubmissionsSetting; save: Save; mayChange: boolean; demo: boolean }) {
  const [on, setOn] = useState(setting.on)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void save({ submissions: { on, perDay: Number(new FormData(event.currentTarget).get('perDay')) } })
  }
  return (
    <Panel id="submissions" title={adminTexts.settings.submissions} testId="submissions-setting">
      <p className="max-w-760 text-14 text-ink-3">{texts.hint}</p>
      <form onSubmit={submit}>
        <fieldset disabled={!mayChange} className="flex max-w-760 flex-col gap-14">
          <label className="flex items-center gap-10 text-15 text-ink-1">
            <input type="checkbox" name="on" checked={on} onChange={(event) => setOn(event.target.checked)} className="size-20" />
            {texts.on}
          </label>
          <Field label={texts.perDay} name="perDay" type="number" min="1" max="10000" step="1" required defaultValue={setting.perDay} />
          {mayChange && (
            <Action type="submit" main className="self-start">
              {adminTexts.save}
            </Action>
          )}
        </fieldset>
      </form>
      <LinksPart title={texts.links} on={setting.on} demo={demo} purpose="report" />
    </Panel>
  )
}
