import type { Hotspot } from '@/lib/domain/hotspots'

type Ratio = NonNullable<Hotspot['ratio']>
/** What is told of anyhow: half of the usual to four times it; nothing is drawn further out than a tenth and forty times. */
const [LEAST, MOST] = [0.5, 4]
const [FLOOR, CEILING] = [0.1, 40]

/** How far along a line each ratio stands, 0 to 1, by its logarithm: twice is as far above the usual as half is below; and which doublings are marked. */
export function ratioScale(ratios: readonly Ratio[]): { at(ratio: number): number; ticks: number[] } {
  const least = Math.max(FLOOR, Math.min(LEAST, ...ratios.map(({ low }) => low)))
  const most = Math.min(CEILING, Math.max(MOST, ...ratios.map(({ high }) => high)))
  const span = Math.log(most / least)
  return {
    at: (ratio) => Math.log(Math.min(most, Math.max(least, ratio)) / least) / span,
    // doublings, as many as have room to be read
    ticks: most <= 8 ? [2, 4] : [4, 16].filter((tick) => tick <= most),
  }
}

/** Is this the usual, as far as anybody can say? Its interval reaches down to it. */
export const touchesUsual = ({ low }: Ratio): boolean => low <= 1
