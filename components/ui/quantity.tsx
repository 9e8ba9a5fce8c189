import type { Quantity as Value } from '@/lib/client/format'
import type { Change } from '@/lib/client/trend-rows'
import { ChangeMark } from './change-mark'
import { Rolling } from './rolling'

type Props = { label: string; quantity: Value; testId: string; change?: Change | null; under?: boolean }

/** A key figure: name and change above, figure and unit below; `under`: the change below them. */
export function Quantity({ label, quantity, testId, change = null, under = false }: Props) {
  const mark = change && <ChangeMark change={change} strong />
  return (
    <div className="flex flex-col gap-1">
      <span className="flex items-center gap-10 text-1 whitespace-nowrap text-ink-3">
        {label}
        {!under && mark}
      </span>
      <span className="flex items-baseline gap-4 whitespace-nowrap">
        <Rolling value={quantity.value} className="text-5 font-medium tracking-[-0.01em] text-ink-1" testId={testId} />
        {quantity.unit && <span className="text-3 text-ink-2">{quantity.unit}</span>}
      </span>
      {under && <span className="flex min-h-24 text-1">{mark}</span>}
    </div>
  )
}
