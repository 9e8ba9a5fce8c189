import { ruleTexts } from '@/lib/client/messages/rules'
import type { Backtest } from '@/lib/domain/backtest'
import { DAY_MS } from '@/lib/domain/clock'

const DAYS = 365
const HEIGHT = 28
const MIDDLE = 14

/**
 * The last year of a backtest: above the line what happened (filled where it was found), below it what was said (a cross where it was false, hollow
 * where nobody knows).
 */
export function RuleStrip({ backtest: { to, episodes, alarms } }: { backtest: Backtest }) {
  const end = Date.parse(to)
  const x = (time: string) => DAYS - (end - Date.parse(time)) / DAY_MS
  const shown = episodes.filter((episode) => x(episode.to) > 0)
  const said = alarms.filter(({ at }) => x(at) > 0)
  const found = shown.filter((episode) => episode.found).length
  const saidSo = (verdict: boolean | null) => said.filter(({ hit }) => hit === verdict).length
  const { strip } = ruleTexts
  const parts: [name: string, count: number][] = [
    [strip.found, found],
    [strip.missed, shown.length - found],
    [strip.hit, saidSo(true)],
    [strip.false, saidSo(false)],
  ]
  const unjudged = saidSo(null)
  // where nobody knows what happened, nothing was found, missed, right or wrong
  const told = episodes.length === 0 && unjudged === said.length ? [[strip.unjudged, unjudged]] : parts
  const label = `${strip.title}; ${told.map((part) => part.join(' ')).join(', ')}`
  return (
    <svg
      viewBox={`0 0 ${DAYS} ${HEIGHT}`}
      className="h-28 w-full max-w-[var(--strip,420px)] min-w-[var(--strip-min,240px)]"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <line x1="0" x2={DAYS} y1={MIDDLE} y2={MIDDLE} stroke="var(--ink-3)" vectorEffect="non-scaling-stroke" />
      {/* what falls on one moment and looks the same is drawn once */}
      {[...new Map(shown.map((episode) => [`${episode.from} ${episode.to} ${episode.found}`, episode]))].map(([key, episode]) => (
        <rect
          key={key}
          x={Math.max(0, x(episode.from))}
          width={Math.max(2, x(episode.to) - Math.max(0, x(episode.from)))}
          y="3"
          height="9"
          fill={episode.found ? 'var(--data)' : 'none'}
          stroke={episode.found ? 'none' : 'var(--ink-1)'}
          vectorEffect="non-scaling-stroke"
        />
      ))}
      {[...new Map(said.map((one) => [`${one.at} ${one.hit}`, one]))].map(([key, { at, hit }]) => (
        <path
          key={key}
          d={hit === null ? `M${x(at) - 1.5} 16h3v10h-3z` : hit ? `M${x(at)} 16v10` : `M${x(at) - 2.5} 18l5 7m-5 0l5 -7`}
          fill="none"
          stroke={hit === null ? 'var(--ink-3)' : 'var(--ink-1)'}
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  )
}
