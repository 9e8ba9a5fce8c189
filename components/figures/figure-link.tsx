import { type Behind, behindTitle, figureAddress } from '@/lib/client/figures'
import { formatCount } from '@/lib/client/format'
import type { FigureName } from '@/lib/domain/figure-terms'

/** Of which period and node, and of which grid, a list is. */
export type BehindOf = { period: Pick<Behind, 'from' | 'to' | 'service'>; grid: string | null }

/** A number that leads to the list of the events behind it; `quiet`: one of the many below larger ones. */
export function FigureLink({ figure, count, of, quiet = false }: { figure: FigureName; count: number; of: BehindOf; quiet?: boolean }) {
  return (
    <a
      className={quiet ? 'underline decoration-line-strong underline-offset-3 hover:text-ink-1 hover:decoration-ink-1' : 'text-ink-1 underline'}
      href={figureAddress({ figure, ...of.period }, of.grid)}
      title={behindTitle({ figure })}
      data-figure={figure}
      data-count={count}
    >
      {formatCount(count)}
    </a>
  )
}
