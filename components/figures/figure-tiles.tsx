import { comparedLabel, measuredQuantity, measuredText, movedText, sidesOf } from '@/lib/client/compared'
import { formatCount } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'
import type { Against } from '@/lib/domain/against'
import { COMPARED_NAMES, type ComparedName, comparedRow, type FigureRuns, type Measured } from '@/lib/domain/figure-runs'
import { type BehindOf, FigureLink } from './figure-link'
import { PlaceMark } from './place-mark'
import { isOutside, RunLine } from './run-line'
import { RunTable } from './run-table'

const { compared: texts } = figureTexts
/** The sixteen that have a tile; the others stand in the table, and in a comparison of their own. */
const TILES = COMPARED_NAMES.filter((name) => name !== 'cardReplyRate' && name !== 'reported')

export type TilesProps = {
  runs: FigureRuns
  chosen: ComparedName | null
  against: Against | null
  behind: BehindOf
  onChoose(name: ComparedName): void
}

/** Every figure with its fraction and its last twelve months; one is chosen. */
export function FigureTiles(props: TilesProps) {
  return (
    <ul
      className="grid min-h-0 grow auto-rows-fr grid-cols-4 gap-px overflow-hidden rounded-10 border border-line bg-line print:bg-panel max-lg:grid-cols-2"
      data-testid="tiles"
    >
      {TILES.map((name) => (
        <Tile key={name} name={name} {...props} />
      ))}
    </ul>
  )
}

function Tile({ name, runs, chosen, against, behind, onChoose }: TilesProps & { name: ComparedName }) {
  const [measured, run] = [runs.total[name], runs.runs[name]]
  const label = comparedLabel(name)
  const isCount = comparedRow(name).kind === 'count'
  const quantity = isCount ? { value: formatCount(measured.numerator ?? 0), unit: texts.units.piece } : measuredQuantity(name, measured.value)
  const before = runs.against?.total[name].value ?? null
  const moved = against === null || comparedRow(name).ripens === 'always' ? null : movedText(name, measured.value, before)
  const place = placeOf(runs, name)
  const isChosen = chosen === name
  return (
    <li
      data-tile={name}
      data-chosen={isChosen}
      className={`relative flex min-h-132 flex-col px-18 pt-12 pb-14 max-sm:px-12 ${isChosen ? 'z-1 bg-chosen outline-2 -outline-offset-1 outline-ink-1' : 'bg-panel hover:bg-[color-mix(in_srgb,var(--panel),var(--ink-1)_3%)]'}`}
    >
      <div className="flex min-h-22 items-center gap-8">
        <h2 className="text-14 font-medium text-ink-1">
          <button type="button" aria-pressed={isChosen} onClick={() => onChoose(name)} className="text-left after:absolute after:inset-0">
            {label}
          </button>
          {name === 'handlingTime' && (
            <span className="ml-6 text-13 font-normal whitespace-nowrap text-ink-3 max-[76rem]:hidden">{texts.median}</span>
          )}
        </h2>
        <span className="ml-auto flex items-center gap-8 text-13 text-ink-3">
          {moved !== null && against !== null && (
            <span
              title={texts.moved(moved, figureTexts.againsts[against], measuredText(name, before))}
              className={isFar(measured, runs.against?.total[name]) ? 'font-semibold text-ink-1' : ''}
            >
              {moved}
            </span>
          )}
          {place && <PlaceMark {...place} />}
        </span>
      </div>
      <div className="flex flex-wrap items-baseline gap-x-8">
        <span className="text-26 font-medium whitespace-nowrap text-ink-1" data-value={measured.value ?? ''}>
          {quantity.value} <span className="text-14 font-normal text-ink-3">{quantity.unit}</span>
        </span>
        <span
          className={`relative z-1 ml-auto text-right text-13 text-ink-3 max-sm:ml-0 max-sm:text-left ${name === 'suspended' || name === 'handlingTime' ? '' : 'whitespace-nowrap'}`}
        >
          <Basis name={name} measured={measured} behind={behind} />
        </span>
      </div>
      {run ? (
        <>
          <RunLine name={name} run={run} className="mt-10 min-h-40 grow" />
          <RunTable name={name} run={run} months={runs.months} className="sr-only" />
          {isOutside(name, run) && <span className="sr-only">{texts.outside}</span>}
        </>
      ) : (
        <p className="mt-auto text-13 text-ink-3">{runs.areas.length === 0 ? texts.noRun : texts.noRunYet}</p>
      )}
    </li>
  )
}

/** What a figure rests on: both sides of the fraction, each with its list. */
function Basis({ name, measured, behind }: { name: ComparedName; measured: Measured; behind: BehindOf }) {
  if (name === 'score') return texts.scoreOf
  if (name === 'handlingTime')
    return (
      <>
        <span className="min-[76rem]:hidden">{texts.median} · </span>
        <span className="whitespace-nowrap">P90 {measuredText(name, measured.p90 ?? null)}</span>
      </>
    )
  if (name === 'suspended') {
    const params = new URLSearchParams({ list: 'suspended', ...(behind.grid === null ? {} : { grid: behind.grid }) })
    return (
      <>
        {texts.now} ·{' '}
        <a
          className="whitespace-nowrap text-ink-2 underline decoration-line-strong underline-offset-3 hover:decoration-ink-1"
          href={`/desk?${params}`}
        >
          {measuredText(name, measured.value)}
        </a>
      </>
    )
  }
  const { numerator, denominator } = sidesOf(name)
  return (
    <>
      {numerator && <FigureLink quiet figure={numerator} count={measured.numerator ?? 0} of={behind} />}
      {' / '}
      {denominator && <FigureLink quiet figure={denominator} count={measured.denominator} of={behind} />}
    </>
  )
}

/** The place of the area that is looked at among those beside it, where the county shows that. */
function placeOf({ areas, within }: FigureRuns, name: ComparedName): { place: number; of: number } | null {
  const beside = areas.filter(({ group }) => group === 'beside')
  const own = beside.find(({ grid }) => grid === within)
  const place = own?.places?.[name] ?? null
  return place === null ? null : { place, of: beside.length }
}

/** Do the intervals of two values not meet? */
const isFar = (a: Measured, b: Measured | undefined) =>
  b !== undefined && a.low !== null && a.high !== null && b.low !== null && b.high !== null && (a.low > b.high || a.high < b.low)
