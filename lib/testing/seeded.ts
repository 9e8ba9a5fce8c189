import { makeRandom, type Random } from '@/lib/domain/random'

/** Chance of a test that tries moments: another seed each run, printed, and GRIDSIGHT_TEST_SEED to choose the same moments again. */
export function seeded(name: string): Random {
  const seed = process.env.GRIDSIGHT_TEST_SEED ?? String(Date.now() % 1_000_000)
  console.log(`${name}: GRIDSIGHT_TEST_SEED=${seed}`)
  return makeRandom(name, seed)
}
