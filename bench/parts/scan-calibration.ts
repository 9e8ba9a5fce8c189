import { makeRandom } from '@/lib/domain/random'
import { makeMaximum } from '@/lib/warning/scan-maximum'
import { prepare, type ScanCases } from '@/lib/warning/scan-prepare'
import { significance } from '@/lib/warning/scan-significance'
import { makeTally } from '@/lib/warning/scan-tally'
import { makeWindows } from '@/lib/warning/scan-windows'
import { limitByShare, type Zones } from '@/lib/warning/scan-zones'
import { weightsOf } from './scan-county'

/** How many times 999 maxima are drawn anew, and how many quiet nights each lot judges. */
const [LOTS, NIGHTS] = [20, 10_000]

/** The share of quiet nights (days permuted) whose p is below 0.001, the Gumbel tail of 999 maxima included; windows of 1 to 14 days. */
export function quietShare(cases: ScanCases, all: Zones, share: number): number {
  const windows = makeWindows(cases.units, { min: 1, max: 14, prospective: true })
  const zones = limitByShare(all, weightsOf(cases), share)
  const { sampler, ...prepared } = prepare('permutation', zones, windows, cases)
  const maximum = makeMaximum({ ...prepared, zones, windows, direction: 'high', minCases: 2 }, 0x7fff)
  const tally = makeTally(zones.places, windows.columns)
  const random = makeRandom('quiet nights')
  const draw = (n: number) =>
    Float64Array.from({ length: n }, () => {
      sampler(tally, random)
      return maximum(tally)
    })
  const nights = draw(NIGHTS)
  let rare = 0
  for (let lot = 0; lot < LOTS; lot++) {
    const maxima = draw(999)
    const tenth = Float64Array.from(maxima).sort()[989] ?? 0 // nothing below the ten greatest can be so rare
    for (const night of nights) if (night >= tenth && significance(night, maxima, false).p < 0.001) rare++
  }
  return rare / (LOTS * NIGHTS)
}
