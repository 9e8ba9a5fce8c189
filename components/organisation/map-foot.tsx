import { TextLink } from '@/components/ui/text-link'
import { said } from '@/lib/client/language'
import { unitTexts as texts } from '@/lib/client/messages/units'
import { type Chosen, focusOf } from '@/lib/client/units'
import type { UnitsOverview } from '@/lib/domain/unit'
import { BlankMark, UnitMark } from './unit-mark'

const item = 'inline-flex items-center gap-6'

/** What the marks of the map are, and the road branches of where it looks. */
export function MapFoot({
  overview,
  open,
  within,
  chosen,
  onChoose,
}: {
  overview: UnitsOverview
  open: string | null
  within: string | null
  chosen: Chosen | null
  onChoose(chosen: Chosen): void
}) {
  const focus = focusOf(open, within)
  const { legend, members, along } = texts.map
  const roads = overview.units.filter(({ kind, grids }) => kind === 'road_branch' && grids.some((code) => code.startsWith(focus)))
  return (
    <>
      <p className="flex shrink-0 flex-wrap gap-x-18 gap-y-6 border-t border-line px-16 py-8 text-13 text-ink-2" aria-hidden>
        <span className={item}>
          <UnitMark kind="joint_committee" /> {legend.committee}
        </span>
        <span className={item}>
          <UnitMark kind="joint_branch" /> {legend.branch}
        </span>
        <span className={item}>
          <UnitMark kind="party_group" /> {legend.group}
        </span>
        <span className={item}>
          <span className="size-8 rounded-full bg-data" /> {legend.home}
        </span>
        <span className={item}>
          <BlankMark /> {legend.blank}
        </span>
      </p>
      {roads.length > 0 && (
        <ul
          className="max-h-120 shrink-0 max-[80rem]:max-h-56 overflow-y-auto border-t border-line bg-[color-mix(in_srgb,var(--panel),var(--bg)_50%)] px-16 py-8"
          data-testid="road-branches"
        >
          {roads.map((road) => (
            <li key={road.id} className="flex flex-wrap items-center gap-x-12 py-3" data-chosen={road.id === chosen?.id}>
              <svg viewBox="0 0 36 8" className="h-8 w-36 shrink-0" aria-hidden>
                <path d="M3 4H33" stroke="var(--data)" strokeWidth="6" strokeLinecap="round" />
                <path d="M5 4H33" stroke="var(--panel)" strokeWidth="1.4" strokeDasharray="6 4" />
              </svg>
              <TextLink onClick={() => onChoose({ kind: 'unit', id: road.id })}>{said({ zh: road.name, en: road.nameEn })}</TextLink>
              <span className="text-13 text-ink-3">
                {[road.road && said({ zh: road.road.name, en: road.road.nameEn }), members(road.counts.members), along(road.grids.length)].join(
                  ' · ',
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
