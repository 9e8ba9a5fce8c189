import { formatCount, formatRate } from '@/lib/client/format'
import { said } from '@/lib/client/language'
import { orderTexts as texts } from '@/lib/client/messages/orders'
import type { OrderBoard, OrderCounts } from '@/lib/domain/order'
import { OrderFigure } from '@/lib/domain/order'
import type { Counted } from './use-order-place'

/** The figures of the period: the rate, and its fraction, of which each number opens what is behind it. */
export function OrderFigures({ figures, onOpen }: { figures: OrderCounts['figures']; onOpen(figure: OrderFigure, counted: Counted): void }) {
  const open = 'underline decoration-line-strong underline-offset-3 hover:text-ink-1 max-lg:min-h-44'
  return (
    <ul
      className="grid shrink-0 grid-cols-4 gap-px overflow-hidden rounded-10 border border-line bg-line max-lg:grid-cols-2"
      data-testid="order-figures"
    >
      {OrderFigure.options.map((figure) => {
        const { numerator, denominator } = figures[figure]
        const { value, unit } = formatRate(numerator, denominator)
        return (
          <li
            key={figure}
            className="flex flex-wrap items-baseline gap-x-8 bg-panel px-14 py-7"
            title={texts.figureNotes[figure]}
            data-figure={figure}
          >
            <span className="text-13 text-ink-3">{texts.figures[figure]}</span>
            <span className="text-18 font-medium text-ink-1 tabular-nums">
              {value}
              {unit}
            </span>
            <span className="text-13 whitespace-nowrap text-ink-3 tabular-nums">
              <button type="button" className={open} onClick={() => onOpen(figure, 'in')} data-testid="numerator">
                {formatCount(numerator)}
              </button>
              {' / '}
              <button type="button" className={open} onClick={() => onOpen(figure, 'all')} data-testid="denominator">
                {formatCount(denominator)}
              </button>
            </span>
          </li>
        )
      })}
    </ul>
  )
}

/** How many of each team can take an order now. Teams are characters in a ring and no colours, and nobody is ranked. */
export function TeamStrip({ board: { teams, volunteers } }: { board: OrderBoard }) {
  return (
    <section
      aria-label={texts.teams}
      data-testid="teams"
      className="flex shrink-0 items-stretch rounded-10 border border-line bg-panel max-lg:flex-col"
    >
      <div className="flex shrink-0 flex-col justify-center px-16 py-10">
        <h2 className="text-15 font-semibold text-ink-1">{texts.teams}</h2>
        <p className="text-13 text-ink-3">{texts.free(formatCount(volunteers.free), formatCount(volunteers.members))}</p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <ul className="flex min-w-0 flex-1 overflow-x-auto" tabIndex={0} aria-label={texts.teams}>
        {teams.map(({ id, name, nameEn, free, members }) => (
          <li
            key={id}
            className="flex shrink-0 items-center gap-8 border-l border-line px-12 py-10 max-lg:border-t max-lg:border-l-0"
            title={said({ zh: name, en: nameEn })}
          >
            <span aria-hidden className="grid size-26 place-items-center rounded-full border border-line-strong text-13 text-ink-1">
              {texts.teamMark(said({ zh: name, en: nameEn }))}
            </span>
            <span>
              <strong className="block max-w-112 truncate text-13 font-medium text-ink-1">{texts.shortTeam(said({ zh: name, en: nameEn }))}</strong>
              <span className="block text-13 whitespace-nowrap text-ink-3 tabular-nums">
                {texts.freeShort(formatCount(free), formatCount(members))}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
