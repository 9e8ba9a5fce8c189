'use client'
import { CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { axisOf, drawn, drawnUnit, measuredText } from '@/lib/client/compared'
import { figureTexts } from '@/lib/client/messages/figures'
import { type ComparedName, comparedRow, type Run } from '@/lib/domain/figure-runs'

/** A figure month by month, large: its line, the band of the usual, the value of the period that is compared with dashed; of times also P90. */
export default function RunChart({ name, run, months, before }: { name: ComparedName; run: Run; months: readonly string[]; before: number | null }) {
  const { values, usual, p90 } = run
  const last = months.length - 1
  const at = (list: readonly (number | null)[] | undefined, i: number) => {
    const value = list?.[i] ?? null
    return value === null ? undefined : drawn(name, value)
  }
  const rows = months.map((month, i) => ({
    month: month.slice(2),
    ...(i < last ? { value: at(values, i), p90: at(p90, i) } : {}),
    // dotted from the last whole month to the one that is not over
    ...(i >= last - 1 ? { running: at(values, i), runningP90: at(p90, i) } : {}),
  }))
  const all = [...values, ...(p90 ?? []), usual?.low ?? null, usual?.high ?? null, before].flatMap((v) => (v === null ? [] : [drawn(name, v)]))
  const axis = axisOf(name, all)
  const tick = { fontSize: 13, fill: 'var(--ink-3)' }
  const line = { type: 'linear', isAnimationActive: false, strokeWidth: 2, stroke: 'var(--data)' } as const
  const dot = { r: 3.5, fill: 'var(--data)', stroke: 'none' }
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} margin={{ top: 12, right: 20, bottom: 4, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--glass-line)" />
        {usual && (
          <ReferenceArea
            y1={drawn(name, usual.low)}
            y2={drawn(name, usual.high)}
            fill="var(--data)"
            fillOpacity={0.14}
            strokeOpacity={0}
            ifOverflow="hidden"
          />
        )}
        <XAxis
          dataKey="month"
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--glass-line-strong)' }}
          interval="preserveStartEnd"
          tickMargin={8}
        />
        <YAxis
          domain={[axis.from, axis.to]}
          ticks={axis.ticks}
          tick={tick}
          tickLine={false}
          axisLine={false}
          width={56}
          unit={comparedRow(name).kind === 'count' ? '' : ` ${drawnUnit(name)}`}
        />
        {before !== null && <ReferenceLine y={drawn(name, before)} stroke="var(--ink-2)" strokeDasharray="6 4" />}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--glass-line-strong)' }}
          content={({ active, label }) => {
            const i = rows.findIndex(({ month }) => month === label)
            return active && i >= 0 ? (
              <div className="rounded-8 border border-line-strong bg-panel px-10 py-6 text-13 text-ink-2">
                {i === last ? figureTexts.compared.running(months[i] ?? '') : months[i]}
                <strong className="ml-8">{measuredText(name, values[i] ?? null)}</strong>
                {p90 && <span className="ml-8">P90 {measuredText(name, p90[i] ?? null)}</span>}
              </div>
            ) : null
          }}
        />
        {p90 && <Line dataKey="p90" {...line} stroke="var(--data-dim)" dot={false} />}
        {p90 && <Line dataKey="runningP90" {...line} stroke="var(--data-dim)" strokeDasharray="2 4" dot={false} />}
        <Line dataKey="value" {...line} dot={dot} />
        <Line dataKey="running" {...line} strokeDasharray="2 4" dot={false} />
      </ComposedChart>
    </ResponsiveContainer>
  )
}
