'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Choice } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import { ClockKind } from '@/lib/domain/category'
import type { Limit } from '@/lib/domain/life-event'
import type { Settings } from '@/lib/domain/settings'
import { LabelSet } from '@/lib/domain/transition'
import type { Save } from './save'

const words = adminTexts.settings
const clocks = () => ClockKind.options.map((clock) => [clock, adminTexts.clocks[clock]] as const)

function LimitFields({ label, name, limit }: { label: string; name: string; limit: Limit }) {
  return (
    <div className="grid grid-cols-2 items-end gap-14">
      <Field label={label} name={`${name}Value`} type="number" min="0.5" step="0.5" required defaultValue={limit.value} />
      <Choice label={words.type.clock} name={`${name}Clock`} value={limit.clock} options={clocks()} />
    </div>
  )
}

/** Whether people enter events by hand, how long stages may take, and what they are called. */
export function LifecyclePart({ settings: { lifecycle }, save }: { settings: Settings; save: Save }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const limit = (name: string) => ({ value: Number(form.get(`${name}Value`)), clock: ClockKind.parse(form.get(`${name}Clock`)) })
    void save({
      lifecycle: {
        entryByHand: form.get('entryByHand') === 'on',
        spotCheckShare: Number(form.get('spotCheck')) / 100,
        acceptance: limit('acceptance'),
        dispatching: limit('dispatching'),
        urgentStage: limit('urgentStage'),
        closing: limit('closing'),
        response: limit('response'),
        labels: LabelSet.parse(form.get('labels')),
      },
    })
  }
  return (
    <Panel id="lifecycle" title={words.lifecycle}>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14">
        <label className="flex items-center gap-10 text-15 text-ink-1">
          <input type="checkbox" name="entryByHand" defaultChecked={lifecycle.entryByHand} className="size-20" />
          {words.entryByHand}
        </label>
        {(['acceptance', 'dispatching', 'urgentStage'] as const).map((name) => (
          <LimitFields key={name} label={words[name]} name={name} limit={lifecycle[name]} />
        ))}
        <LimitFields label={words.response} name="response" limit={lifecycle.response} />
        <LimitFields label={words.closing} name="closing" limit={lifecycle.closing} />
        <Field
          label={words.spotCheck}
          name="spotCheck"
          type="number"
          min="0"
          max="100"
          step="1"
          required
          defaultValue={lifecycle.spotCheckShare * 100}
        />
        <Choice
          label={words.labels}
          name="labels"
          value={lifecycle.labels}
          options={LabelSet.options.map((set) => [set, words.labelSets[set]] as const)}
        />
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}
