import { unitTexts as texts } from '@/lib/client/messages/units'
import { wordOf } from '@/lib/client/word-of'
import type { UnitKind } from '@/lib/domain/unit'

const SHAPES: Partial<Record<UnitKind, string>> = {
  work_committee: 'rounded-4 bg-ink-1 text-bg',
  joint_committee: 'rounded-4 bg-ink-1 text-bg',
  joint_branch: 'rounded-4 border-[1.5px] border-ink-1 text-ink-1',
  party_group: 'rounded-full border-[1.5px] border-ink-1 text-ink-1',
  centre_household: 'rounded-full border border-data text-ink-2',
}

/** The mark of a unit of the party: filled for a committee, outlined for a branch, a ring for a group. No colour: red is severity. */
export function UnitMark({ kind }: { kind: UnitKind }) {
  const shape = SHAPES[kind]
  return shape === undefined ? null : (
    <span aria-hidden className={`grid size-24 shrink-0 place-items-center text-13 font-semibold ${shape}`}>
      {wordOf(texts.glyphs, kind)}
    </span>
  )
}

/** The mark of a blank spot. */
export function BlankMark() {
  return (
    <span
      aria-hidden
      className="size-24 shrink-0 rounded-4 border border-dashed border-ink-3 bg-[repeating-linear-gradient(135deg,var(--data-dim)_0_1.5px,transparent_1.5px_5px)]"
    />
  )
}
