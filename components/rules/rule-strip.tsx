import { ruleTexts } from '@/lib/client/messages/rules'
import type { Backtest } from '@/lib/domain/backtest'
import { DAY_MS } from '@/lib/domain/clock'

const DAYS = 365
const HEIGHT = 28
const MIDDLE = 14

/** The last year of a backtest: above the line what happened (filled where it was found), below it what was said (a cross where it was false). */
export function RuleStrip({ backtest: { to, episodes, alarms } }: { backtest: Backtest }) {
  const end = Date.parse(to)
  const x = (time: string) => DAYS - (end - Date.parse(time)) / DAY_MS
  const shown = episodes.filter((episode) => x(episode.to) > 0)
  const said = alarms.filter(({ at }) => x(at) > 0)
  const found = shown.filter((episode) => episode.found).length
  const hits = said.filter(({ hit }) => hit).length
  const { strip } = ruleTexts
  const label = `${strip.title}; ${strip.found} ${found}, ${strip.missed} ${shown.length - found}, ${strip.hit} ${hits}, ${strip.false} ${said.length - hits}`
  return (
    <svg
      viewBox={`0 0 ${DAYS} ${HEIGHT}`}
      className="h-28 w-full max-w-[var(--strip,420px)] min-w-240"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <line x1="0" x2={DAYS} y1={MIDDLE} y2={MIDDLE} stroke="var(--ink-3)" vectorEffect="non-scaling-stroke" />
      {shown.map((episode) => (
        <rect
          key={episode.from}
          x={Math.max(0, x(episode.from))}
          width={Math.max(2, x(episode.to) - Math.max(0, x(episode.from)))}
          y="3"
          height="9"
          fill={episode.found ? 'var(--data)' : 'none'}
          stroke={episode.found ? 'none' : 'var(--ink-1)'}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {said.map(({ at, hit }) => (
        <path
          key={at}
          d={hit ? `M${x(at)} 16v10` : `M${x(at) - 2.5} 18l5 7m-5 0l5 -7`}
          fill="none"
          stroke="var(--ink-1)"
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  )
}
