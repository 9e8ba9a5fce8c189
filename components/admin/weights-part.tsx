'use client'
import { type FormEvent, useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Tick } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { adminTexts } from '@/lib/client/messages/admin'
import type { KpiWeights } from '@/lib/domain/figures'
import { type Settings, sumOfWeights, WEIGHTS_SUM } from '@/lib/domain/settings'
import type { Save } from './save'

const words = adminTexts.settings
const PARTS = ['handedIn', 'handedInTime', 'reworked', 'overdue', 'extended'] as const satisfies readonly (keyof KpiWeights)[]

/** What each part of 综合评价 counts for, saved only when all of them make 100; and whether areas are told their place in an order. */
export function WeightsPart({ settings: { kpiWeights, figures }, save }: { settings: Settings; save: Save }) {
  const [weights, setWeights] = useState(kpiWeights)
  const sum = sumOfWeights(weights)
  const right = sum === WEIGHTS_SUM
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (right) void save({ kpiWeights: weights })
  }
  return (
    <Panel id="weights" title={words.weights}>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14" data-testid="weights">
        <p className="text-14 text-ink-3">{words.weightsHint}</p>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(130px,1fr))] items-end gap-14">
          {PARTS.map((part) => (
            <Field
              key={part}
              label={words.weight[part]}
              name={part}
              type="number"
              min="0"
              max={WEIGHTS_SUM}
              step="1"
              required
              value={weights[part]}
              onChange={(event) => setWeights({ ...weights, [part]: Math.trunc(event.target.valueAsNumber || 0) })}
            />
          ))}
        </div>
        <p role="status" className={`text-15 ${right ? 'text-ink-2' : 'text-stale'}`} data-testid="weights-sum">
          {words.weightsSum(sum)}
          {!right && ` · ${words.weightsWrong}`}
        </p>
        <Action type="submit" main className="self-start" disabled={!right}>
          {adminTexts.save}
        </Action>
      </form>
      <Tick
        type="checkbox"
        checked={figures.order}
        onChange={(event) => void save({ figures: { order: event.target.checked } })}
        data-testid="figures-order"
      >
        {words.order}
      </Tick>
    </Panel>
  )
}
