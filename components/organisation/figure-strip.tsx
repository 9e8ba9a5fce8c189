import { formatCount } from '@/lib/client/format'
import { unitTexts as texts } from '@/lib/client/messages/units'
import type { UnitsOverview } from '@/lib/domain/unit'
import type { UnitList } from './lists'

type Figure = { list: UnitList; value: number; unit: string; note: string }

function figuresOf({ kinds, grids, communities, registered, coBuilding, blanks }: UnitsOverview): Figure[] {
  const { notes, units } = texts
  return [
    { list: 'joint_committee', value: kinds.joint_committee ?? 0, unit: units.piece, note: texts.of(communities.covered, communities.of) },
    { list: 'joint_branch', value: kinds.joint_branch ?? 0, unit: units.piece, note: notes.grids(grids.covered, grids.of) },
    { list: 'party_group', value: kinds.party_group ?? 0, unit: units.piece, note: notes.homes(kinds.centre_household ?? 0) },
    {
      list: 'registered',
      value: registered.in_service,
      unit: units.person,
      note: notes.registered(registered.mobile, registered.no_post),
    },
    {
      list: 'partners',
      value: coBuilding,
      unit: units.piece,
      note: notes.partners(kinds.stationed_unit ?? 0, (kinds.new_organisation ?? 0) + (kinds.new_workers ?? 0)),
    },
    { list: 'blanks', value: blanks.length, unit: units.spot, note: notes.blanks(blanks.filter(({ lacks }) => lacks === 'both').length) },
  ]
}

/** The figures of the page; each opens the list of what it counts. */
export function FigureStrip({ overview, list, onOpen }: { overview: UnitsOverview | null; list: UnitList | null; onOpen(list: UnitList): void }) {
  return (
    <ul
      className="grid shrink-0 grid-cols-6 gap-px overflow-hidden rounded-10 border border-line bg-line max-lg:grid-cols-3 max-sm:grid-cols-2"
      data-testid="unit-figures"
    >
      {overview &&
        figuresOf(overview).map(({ list: of, value, unit, note }) => (
          <li
            key={of}
            className={`relative flex min-h-70 flex-col px-16 py-8 ${of === list ? 'bg-chosen' : 'bg-panel hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_3%)]'}`}
          >
            <button
              type="button"
              className="self-start text-left text-13 text-ink-3 after:absolute after:inset-0"
              aria-label={`${texts.figures[of]} ${value}${unit}，${note}`}
              title={texts.opens(texts.figures[of])}
              onClick={() => onOpen(of)}
              data-figure={of}
              data-value={value}
            >
              {texts.figures[of]}
            </button>
            <p className="flex flex-wrap items-baseline gap-x-8">
              <span className="text-26 font-medium text-ink-1 tabular-nums">{formatCount(value)}</span>
              <span className="text-13 text-ink-3">
                {unit} {note}
              </span>
            </p>
          </li>
        ))}
      {!overview && [0, 1, 2, 3, 4, 5].map((i) => <li key={i} className="min-h-70 bg-panel" />)}
    </ul>
  )
}
