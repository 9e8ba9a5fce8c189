'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import { residentsTexts } from '@/lib/client/messages/residents'
import type { ResidentsSetting } from '@/lib/domain/resident'
import type { Save } from './save'

const { setting: texts } = residentsTexts

/** 居民手机: whether households may be invited and residents sign in, and how much each may report a day. */
export function ResidentsPart({ setting, save }: { setting: ResidentsSetting; save: Save }) {
  const [on, setOn] = useState(setting.on)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void save({ residents: { on, reportsPerDay: Number(new FormData(event.currentTarget).get('reportsPerDay')) } })
  }
  return (
    <Panel id="residents" title={adminTexts.settings.residents} testId="residents-setting">
      <p className="max-w-760 text-14 text-ink-3">{texts.hint}</p>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14">
        <label className="flex items-center gap-10 text-15 text-ink-1">
          <input type="checkbox" name="on" checked={on} onChange={(event) => setOn(event.target.checked)} className="size-20" />
          {texts.on}
        </label>
        <Field
          label={texts.reportsPerDay}
          name="reportsPerDay"
          type="number"
          min="1"
          max="100"
          step="1"
          required
          defaultValue={setting.reportsPerDay}
        />
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}
