import { ruleTexts } from '@/lib/client/messages/rules'
import { decimal, percent } from '@/lib/client/rule-words'
import type { Backtest, BacktestPoint } from '@/lib/domain/backtest'

const [WIDTH, HEIGHT] = [400, 220]
const FRAME = { left: 44, right: 14, top: 12, bottom: 42 }

/** Detection (with its 95 % interval) against false alerts, a point a threshold; hatched where a rule may not notify. */
export function RuleCurve({ backtest: { curve }, now, tried, limit }: { backtest: Backtest; now: number; tried: number; limit: number }) {
  const texts = ruleTexts.curve
  const points = curve
    .filter((point): point is BacktestPoint & { detection: number } => point.detection !== null)
    .sort((a, b) => b.interval - a.interval)
  const widest = Math.max(limit * 1.4, ...points.map(({ falsePer100Days }) => falsePer100Days)) * 1.05
  const x = (wrong: number) => FRAME.left + (wrong / widest) * (WIDTH - FRAME.left - FRAME.right)
  const y = (share: number) => HEIGHT - FRAME.bottom - share * (HEIGHT - FRAME.top - FRAME.bottom)
  const step = widest > 8 ? 4 : widest > 4 ? 2 : 1
  const ticks = Array.from({ length: Math.floor(widest / step) + 1 }, (_, i) => i * step)
  const words = points.map((p) => texts.point(p.interval, percent(p.detection), decimal(p.falsePer100Days, 2))).join('; ')
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full text-[12px]" role="img" aria-label={`${texts.title}: ${words}`}>
      <defs>
        <pattern id="rule-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" x2="0" y1="0" y2="7" stroke="var(--color-line-strong)" strokeWidth="1" />
        </pattern>
      </defs>
      <rect x={x(limit)} y={y(1)} width={x(widest) - x(limit)} height={y(0) - y(1)} fill="url(#rule-hatch)" />
      <line x1={x(limit)} x2={x(limit)} y1={y(1)} y2={y(0)} stroke="var(--ink-1)" strokeDasharray="4 3" />
      <text x={x(limit) + 6} y={y(0) - 8} fill="var(--ink-2)">
        {texts.tooMany}
      </text>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line x1={FRAME.left} x2={WIDTH - FRAME.right} y1={y(share)} y2={y(share)} stroke="var(--color-line)" />
          <text x={FRAME.left - 6} y={y(share) + 4} textAnchor="end" fill="var(--ink-3)">
            {percent(share)}
          </text>
        </g>
      ))}
      {ticks.map((tick) => (
        <text key={tick} x={x(tick)} y={HEIGHT - 24} textAnchor="middle" fill="var(--ink-3)">
          {tick}
        </text>
      ))}
      <polyline
        points={points.map((p) => `${x(p.falsePer100Days)},${y(p.detection)}`).join(' ')}
        fill="none"
        stroke="var(--data)"
        strokeWidth="1.6"
      />
      {points.map((p) => (
        <g key={p.interval}>
          <line
            x1={x(p.falsePer100Days)}
            x2={x(p.falsePer100Days)}
            y1={y(p.low ?? p.detection)}
            y2={y(p.high ?? p.detection)}
            stroke="var(--data-dim)"
            strokeWidth="2"
          />
          <circle
            cx={x(p.falsePer100Days)}
            cy={y(p.detection)}
            r={p.interval === tried || p.interval === now ? 6 : 3.5}
            fill={p.interval === now ? 'var(--ink-1)' : p.interval === tried ? 'var(--panel)' : 'var(--data)'}
            stroke={p.interval === tried ? 'var(--ink-1)' : 'none'}
            strokeWidth="2.5"
          />
        </g>
      ))}
      <text x={WIDTH - FRAME.right} y={HEIGHT - 4} textAnchor="end" fill="var(--ink-3)">
        {`${texts.false} →`}
      </text>
    </svg>
  )
}
