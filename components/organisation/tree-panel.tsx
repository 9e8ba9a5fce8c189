import { useEffect, useRef } from 'react'
import { Empty } from '@/components/page/states'
import { said } from '@/lib/client/language'
import { unitTexts as texts } from '@/lib/client/messages/units'
import type { Chosen, TreeRow } from '@/lib/client/units'
import { BlankMark, UnitMark } from './unit-mark'

/** Height of a row, of which the lines between the trees are drawn. */
const ROW = 37
const [FROM, TO] = [6, 44]

type Props = { rows: readonly TreeRow[]; chosen: Chosen | null; open: string | null; onChoose(row: TreeRow): void }

/** What a row stands for, if anything can be chosen by it. */
const choiceOf = ({ unit, blank }: TreeRow): string | null => blank?.id ?? unit?.id ?? null

/** The tree of the grids and that of the party side by side with lines between them: many grids may lead to one unit, a dashed line to nothing. */
export function TreePanel({ rows, chosen, open, onChoose }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const isChosen = (row: TreeRow) =>
    chosen !== null && choiceOf(row) === chosen.id && (row.grid === null || row.blank !== null || row.drawn || row.key === open)
  const current = rows.findIndex(isChosen)
  // what is chosen elsewhere is brought into sight, without moving the page
  useEffect(() => {
    const shown = list.current
    if (!shown || current < 0) return
    const top = current * ROW
    if (top < shown.scrollTop || top + ROW > shown.scrollTop + shown.clientHeight) shown.scrollTop = top - shown.clientHeight / 3
  }, [current])
  return (
    <section
      aria-label={texts.trees.title}
      className="flex min-h-0 flex-col overflow-hidden rounded-10 border border-line bg-panel"
      data-testid="unit-trees"
    >
      <header className="grid min-h-42 grid-cols-[1fr_48px_1fr] items-center border-b border-line px-16">
        <h2 className="text-15 font-semibold text-ink-1">
          {texts.trees.grids} <span className="ml-8 text-13 font-normal text-ink-3">{texts.trees.apart}</span>
        </h2>
        <span />
        <p className="text-15 font-semibold text-ink-1">{texts.trees.party}</p>
      </header>
      {rows.length === 0 && <Empty>{texts.lists.empty}</Empty>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <ul ref={list} className="relative min-h-0 flex-1 overflow-y-auto px-8 py-6 max-lg:max-h-[60dvh]" tabIndex={0}>
        {rows.map((row, i) => (
          <Row key={row.key} row={row} chosen={i === current} rows={rows} at={i} onChoose={() => onChoose(row)} />
        ))}
      </ul>
    </section>
  )
}

function Row({ row, rows, at, chosen, onChoose }: { row: TreeRow; rows: readonly TreeRow[]; at: number; chosen: boolean; onChoose(): void }) {
  const { grid, depth, unit, blank, drawn, homes } = row
  const target = unit && !drawn ? rows.findIndex((one) => one.drawn && one.unit?.id === unit.id) : at
  const name = unit && said({ zh: unit.name, en: unit.nameEn })
  const rise = (target - at) * ROW
  const party = blank ? texts.trees.blank : unit ? `${texts.kinds[unit.kind]} ${name}` : homes ? texts.trees.homes(homes.count) : texts.trees.none
  return (
    <li
      className={`grid grid-cols-[minmax(0,1fr)_48px_minmax(0,1fr)] items-center rounded-8 ${chosen ? 'bg-chosen shadow-[inset_4px_0_0_var(--ink-1)]' : ''}`}
      style={{ height: ROW }}
      data-row={row.key}
      data-chosen={chosen}
      data-blank={blank !== null}
    >
      {grid ? (
        <button
          type="button"
          aria-current={chosen}
          onClick={onChoose}
          className="flex h-full min-w-0 items-center gap-8 text-left text-14 text-ink-1"
          style={{ paddingLeft: 8 + depth * 16 }}
        >
          <span aria-hidden className="grid size-22 shrink-0 place-items-center rounded-full border border-line-strong text-13 text-ink-2">
            {texts.levels[grid.level - 1]}
          </span>
          <span className={`truncate ${grid.level < 3 ? 'font-medium' : ''}`}>{said({ zh: grid.label, en: grid.sign })}</span>
          <span className="sr-only">{party}</span>
        </button>
      ) : (
        <span />
      )}
      <svg aria-hidden className="h-full w-48 overflow-visible" viewBox={`0 0 48 ${ROW}`}>
        {grid && (unit || blank) && (
          <path
            d={`M${FROM} ${ROW / 2}C${(FROM + TO) / 2} ${ROW / 2} ${(FROM + TO) / 2} ${ROW / 2 + rise} ${TO} ${ROW / 2 + rise}`}
            fill="none"
            stroke={chosen ? 'var(--ink-1)' : 'var(--data)'}
            strokeWidth={chosen ? 2 : 1.2}
            strokeDasharray={blank ? '3 4' : undefined}
          />
        )}
      </svg>
      {blank ? (
        <button
          type="button"
          onClick={onChoose}
          tabIndex={-1}
          aria-hidden
          className="flex min-w-0 items-center gap-8 text-left text-14 font-medium text-ink-1"
        >
          <BlankMark /> <span className="truncate">{texts.trees.blank}</span>
        </button>
      ) : homes ? (
        <span className="flex items-center gap-8 pl-16 text-14 text-ink-2">
          <UnitMark kind="centre_household" /> {texts.trees.homes(homes.count)}
        </span>
      ) : unit && drawn ? (
        <button
          type="button"
          onClick={onChoose}
          tabIndex={grid ? -1 : undefined}
          aria-hidden={grid !== null}
          className={`flex min-w-0 items-center gap-8 text-left text-14 text-ink-1 ${unit.kind === 'party_group' ? 'pl-16' : ''}`}
        >
          <UnitMark kind={unit.kind} /> <span className={`truncate ${grid && grid.level < 3 ? 'font-medium' : ''}`}>{texts.short(name ?? '')}</span>
        </button>
      ) : (
        <span />
      )}
    </li>
  )
}
