import type { Quantity as Value } from '@/lib/client/format'
import { Rolling } from './rolling'

/** A key figure: name above, figure and unit below. */
export function Quantity({ label, quantity, testId }: { label: string; quantity: Value; testId: string }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-1 whitespace-nowrap text-ink-3">{label}</span>
      <span className="flex items-baseline gap-4 whitespace-nowrap">
        <Rolling value={quantity.value} className="text-5 font-medium tracking-[-0.01em] text-ink-1" testId={testId} />
        {quantity.unit && <span className="text-3 text-ink-2">{quantity.unit}</span>}
      </span>
    </div>
  )
}
