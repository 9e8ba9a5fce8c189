'use client'
import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { formatTick } from '@/lib/client/format'
import type { Trends } from '@/lib/domain/trends'

/** Thirty points, without animation: recharts takes a state a second at most when it animates. `unit` is a unit in CSS pixels. */
export default function DaysChart({ days, unit }: { days: Trends['days']; unit: number }) {
  const tick = { fontSize: Math.max(12, 16 * unit), fill: 'var(--ink-3)' }
  const rows = days.map(({ day, reported, handled }, i) =>
    // today is not over: its bar is dim, and the line ends with yesterday
    i === days.length - 1 ? { day: day.slice(5), running: reported } : { day: day.slice(5), reported, handled },
  )
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={rows} margin={{ top: 8 * unit, right: 24 * unit, bottom: 0, left: 0 }} barCategoryGap="24%" accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--glass-line)" />
        <XAxis
          dataKey="day"
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--glass-line-strong)' }}
          interval={6}
          height={34 * unit}
          tickMargin={8 * unit}
        />
        <YAxis tick={tick} tickLine={false} axisLine={false} width={52 * unit} tickCount={4} tickFormatter={formatTick} allowDecimals={false} />
        <Bar dataKey="reported" stackId="day" fill="var(--data)" isAnimationActive={false} radius={[3 * unit, 3 * unit, 0, 0]} />
        <Bar dataKey="running" stackId="day" fill="var(--data-dim)" isAnimationActive={false} radius={[3 * unit, 3 * unit, 0, 0]} />
        <Line dataKey="handled" stroke="var(--ink-1)" strokeWidth={2.5 * unit} dot={false} isAnimationActive={false} type="linear" />
      </ComposedChart>
    </ResponsiveContainer>
  )
}
