'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import type { Settings } from '@/lib/domain/settings'
import type { Save } from './save'

const words = adminTexts.settings

/** What the record of a rule of inference must reach before the rule may notify anybody. */
export function GatesPart({ settings: { gates }, save }: { settings: Settings; save: Save }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const number = (name: string) => Number(data.get(name))
    const [days, ownDays, episodes, injected] = [number('days'), number('ownDays'), number('episodes'), number('injected')]
    void save({ gates: { days, ownDays, episodes, injected, detection: number('detection') / 100, falsePer100Days: number('falsePer100Days') } })
  }
  const whole = { type: 'number', step: '1', required: true } as const
  return (
    <Panel id="gates" title={words.gates}>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14" data-testid="record-gates">
        <p className="text-14 text-ink-3">{words.gatesHint}</p>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(200px,1fr))] items-end gap-14">
          <Field label={words.gate.days} name="days" {...whole} min="90" max="3660" defaultValue={gates.days} />
          <Field label={words.gate.ownDays} name="ownDays" {...whole} min="90" max="3660" defaultValue={gates.ownDays} />
          <Field label={words.gate.episodes} name="episodes" {...whole} min="1" max="1000" defaultValue={gates.episodes} />
          <Field label={words.gate.injected} name="injected" {...whole} min="20" max="10000" defaultValue={gates.injected} />
          <Field label={words.gate.detection} name="detection" {...whole} min="1" max="100" defaultValue={Math.round(100 * gates.detection)} />
          <Field
            label={words.gate.falsePer100Days}
            name="falsePer100Days"
            {...whole}
            min="0.1"
            max="100"
            step="0.1"
            defaultValue={gates.falsePer100Days}
          />
        </div>
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}
