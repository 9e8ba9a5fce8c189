import { orderTexts } from '@/lib/client/messages/orders'

/** So many squares of load are drawn; more are a number. */
const SQUARES = 5

/** The load of the last days: a square each order. */
export function Load({ load }: { load: number }) {
  const said = orderTexts.suggest.load(String(load))
  return (
    <span className="flex items-center justify-end gap-3" title={said}>
      {[0, 1, 2, 3, 4].map((i) => (
        <span key={i} aria-hidden className={`h-12 w-10 rounded-2 border ${i < load ? 'border-data bg-data' : 'border-line-strong'}`} />
      ))}
      {load > SQUARES && <span className="text-13 text-ink-3 tabular-nums">+{load - SQUARES}</span>}
      <span className="sr-only">{said}</span>
    </span>
  )
}

/** How somebody is given an order: by which action, and who does it. */
export type Give = { verb: 'offer' | 'assign' | 'reassign' | null; busy: boolean; onGive(person: string): void }
