'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import { orderPosterTexts } from '@/lib/client/messages/order-poster'
import type { OrdersSetting } from '@/lib/domain/order'
import { LinksPart } from './links-part'
import type { Save } from './save'

const { setting: texts } = orderPosterTexts

/** 服务单扫码: whether services may be asked for by a poster's code, how many a day, and the codes of the communities. */
export function OrdersPart({ setting, save, mayChange, demo }: { setting: OrdersSetting; save: Save; mayChange: boolean; demo: boolean }) {
  const [links, setLinks] = useState(setting.links)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void save({ orders: { links, perDay: Number(form.get('perDay')), residentPerDay: Number(form.get('residentPerDay')) } })
  }
  return (
    <Panel id="orders" title={adminTexts.settings.orders} testId="orders-setting">
      <p className="max-w-760 text-14 text-ink-3">{texts.hint}</p>
      <form onSubmit={submit}>
        <fieldset disabled={!mayChange} className="flex max-w-760 flex-col gap-14">
          <label className="flex items-center gap-10 text-15 text-ink-1">
            <input type="checkbox" name="links" checked={links} onChange={(event) => setLinks(event.target.checked)} className="size-20" />
            {texts.links}
          </label>
          <Field label={texts.perDay} name="perDay" type="number" min="1" max="10000" step="1" required defaultValue={setting.perDay} />
          <Field
            label={texts.residentPerDay}
            name="residentPerDay"
            type="number"
            min="1"
            max="100"
            step="1"
            required
            defaultValue={setting.residentPerDay}
          />
          {mayChange && (
            <Action type="submit" main className="self-start">
              {adminTexts.save}
            </Action>
          )}
        </fieldset>
      </form>
      <LinksPart title={texts.codes} on={setting.links} demo={demo} purpose="order" />
    </Panel>
  )
}
