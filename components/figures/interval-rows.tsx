import { axisOf, type ComparedRow, comparedLabel, comparedRows, drawn, drawnUnit, measuredText, sideOfMean, sidesOf } from '@/lib/client/compared'
import { formatCount } from '@/lib/client/format'
import { figureTexts } from '@/lib/client/messages/figures'
import { type ComparedName, comparedRow, type FigureRuns } from '@/lib/domain/figure-runs'
import { type BehindOf, FigureLink } from './figure-link'
import { PlaceMark } from './place-mark'

const { compared: texts } = figureTexts

type Props = {
  runs: FigureRuns
  name: ComparedName
  nameOf(code: string): string
  behindOf(code: string): BehindOf
  onOpen(code: string): void
}

/** A figure place by place, each with the interval that holds it with 95 %, about the value of the place that holds them (dotted). */
export function IntervalRows({ runs, name, nameOf, behindOf, onOpen }: Props) {
  const { beside, below, left } = comparedRows(runs.areas, name, runs.within)
  const mean = runs.total[name].value
  const [only] = beside
  const isOwn = (grid: string) => grid === runs.within || (beside.length === 1 && grid === only?.grid)
  const shown = [...beside, ...below]
  const ends = shown.flatMap(({ figure, before }) => (figure.few ? [figure.value] : [figure.value, figure.low, figure.high, before]))
  const axis = axisOf(
    name,
    [...ends, mean].flatMap((value) => (value === null ? [] : [drawn(name, value)])),
  )
  const at = (value: number) => Math.min(100, Math.max(0, (100 * (drawn(name, value) - axis.from)) / (axis.to - axis.from)))
  const rows = (group: readonly ComparedRow[], isFirst: boolean) =>
    group.map((row, i) => (
      <tr
        key={row.grid}
        data-area={row.grid}
        data-few={row.figure.few}
        className={`${isOwn(row.grid) ? 'bg-track/60' : ''} ${!isFirst && i === 0 ? 'border-t border-line-strong' : ''}`}
      >
        <th scope="row" className="py-3 pr-8 pl-12 text-left font-medium">
          {isOwn(row.grid) ? (
            <span className="block truncate text-ink-1" title={nameOf(row.grid)}>
              {nameOf(row.grid)}
            </span>
          ) : (
            <button
              type="button"
              onClick={() => onOpen(row.grid)}
              title={nameOf(row.grid)}
              className="block w-full truncate text-left text-ink-1 hover:underline max-sm:min-h-44"
            >
              {nameOf(row.grid)}
            </button>
          )}
        </th>
        <td className="h-27 p-0" aria-hidden>
          <Plot row={row} mean={mean} at={at} ticks={axis.ticks.map((tick) => (100 * (tick - axis.from)) / (axis.to - axis.from))} />
        </td>
        <td className="w-[5.75rem] py-3 pr-12 pl-8 text-right whitespace-nowrap text-ink-1">
          <RowValue name={name} row={row} of={group.length} />
        </td>
      </tr>
    ))
  const [worst] = below.filter(({ figure }) => !figure.few && figure.value !== null)
  return (
    <>
      <table className="w-full table-fixed border-collapse text-14" data-testid="intervals">
        <caption className="sr-only">
          {comparedLabel(name)}, {texts.interval}
        </caption>
        <colgroup>
          <col className="w-148 max-sm:w-110 sm:[&:lang(en)]:w-204" />
          <col />
          <col className="w-[5.75rem]" />
        </colgroup>
        <thead className="sr-only">
          <tr>
            <th scope="col">{texts.area}</th>
            <th scope="col">{texts.interval}</th>
            <th scope="col">{texts.value}</th>
          </tr>
        </thead>
        <tbody>{rows(beside, true)}</tbody>
        {below.length > 0 && <tbody>{rows(below, beside.length === 0)}</tbody>}
        <tfoot aria-hidden>
          <tr>
            <td />
            <td className="p-0">
              <div className="relative mx-8 h-22 text-13 text-ink-3">
                {axis.ticks.map((tick) => (
                  <span
                    key={tick}
                    className="absolute top-2 -translate-x-1/2"
                    style={{ left: `${(100 * (tick - axis.from)) / (axis.to - axis.from)}%` }}
                  >
                    {tick >= 1_000 ? formatCount(tick) : tick}
                  </span>
                ))}
              </div>
            </td>
            <td className="pr-12 text-right text-13 whitespace-nowrap text-ink-3">{drawnUnit(name)}</td>
          </tr>
        </tfoot>
      </table>
      <div className="mt-auto flex flex-wrap items-center gap-x-12 border-t border-line px-12 py-8 text-13 text-ink-3">
        {worst && comparedRow(name).better !== null && (
          <span>
            {texts.worst(nameOf(worst.grid))}
            <Fraction name={name} row={worst} behind={behindOf(worst.grid)} />
          </span>
        )}
        {left > 0 && <span className="ml-auto">{texts.left(left)}</span>}
      </div>
    </>
  )
}

/** Both sides of the fraction of an area, as far as they have lists. */
function Fraction({ name, row: { figure }, behind }: { name: ComparedName; row: ComparedRow; behind: BehindOf }) {
  const { numerator, denominator } = sidesOf(name)
  if (numerator === null || denominator === null) return measuredText(name, figure.value)
  return (
    <>
      <FigureLink quiet figure={numerator} count={figure.numerator ?? 0} of={behind} />
      {' / '}
      <FigureLink quiet figure={denominator} count={figure.denominator} of={behind} />
    </>
  )
}

function RowValue({ name, row: { figure, place }, of }: { name: ComparedName; row: ComparedRow; of: number }) {
  const isCount = comparedRow(name).kind === 'count'
  if (figure.few) return <span className="text-13 text-ink-3">{isCount ? texts.fewHouseholds : texts.few}</span>
  const { low, high } = figure
  return (
    <>
      {place !== null && (
        <span className="mr-6 [&>span>:not(.bg-ink-1)]:hidden">
          <PlaceMark place={place} of={of} />
        </span>
      )}
      {comparedRow(name).kind === 'time' ? measuredText(name, figure.value) : measuredText(name, figure.value, 1).split(' ')[0]}
      <span className="sr-only">
        {low !== null && high !== null ? ` ${texts.interval} ${measuredText(name, low, 1)} – ${measuredText(name, high, 1)}` : ` ${texts.noInterval}`}
        {` ${texts.of(formatCount(figure.numerator ?? figure.denominator), formatCount(figure.denominator))}`}
      </span>
    </>
  )
}

/** One line of the picture: the value full where its interval does not meet the mean, hollow and dashed where the sample is small. */
function Plot({ row: { figure, before }, mean, at, ticks }: { row: ComparedRow; mean: number | null; at(value: number): number; ticks: number[] }) {
  const { value, low, high, few } = figure
  const side = sideOfMean(figure, mean)
  const isApart = side !== null && side !== 'over'
  return (
    <div className="relative mx-8 h-full min-h-27">
      {ticks.map((tick) => (
        <span key={tick} className="absolute inset-y-0 border-l border-line" style={{ left: `${tick}%` }} />
      ))}
      {mean !== null && <span className="absolute inset-y-0 border-l border-dashed border-ink-2" style={{ left: `${at(mean)}%` }} />}
      {before !== null && !few && (
        <span className="absolute top-1/2 h-14 -translate-1/2 border-l-2 border-ink-3" style={{ left: `${at(before)}%` }} />
      )}
      {value !== null && low !== null && high !== null && (
        <span
          className={`absolute top-1/2 -translate-y-1/2 ${few ? 'border-t-2 border-dashed border-data' : 'h-2 bg-data before:absolute before:-top-4 before:left-0 before:h-10 before:w-2 before:bg-data after:absolute after:-top-4 after:right-0 after:h-10 after:w-2 after:bg-data'}`}
          style={{ left: `${at(low)}%`, width: `${Math.max(0.5, at(high) - at(low))}%` }}
        />
      )}
      {value !== null && (
        <span
          className={`absolute top-1/2 size-11 -translate-1/2 rounded-full ${few ? 'border-2 border-data bg-panel' : `shadow-[0_0_0_1.5px_var(--panel)] ${isApart ? 'bg-ink-1' : 'bg-data'}`}`}
          style={{ left: `${at(value)}%` }}
        />
      )}
    </div>
  )
}
