/**
 * How often and when each type of the demonstration's events happens: plausible figures of ours, not of any county. `share` is parts of
 * 1,000 of all events; `hours` and `season` name a shape below.
 */
export type Profile = { share: number; hours: keyof typeof HOURS; season: keyof typeof SEASONS }

export const PROFILES: Readonly<Record<string, Profile>> = {
  '0101': { share: 50, hours: 'evening', season: 'flat' },
  '0102': { share: 12, hours: 'evening', season: 'festival' },
  '0103': { share: 28, hours: 'day', season: 'flat' },
  '0104': { share: 8, hours: 'office', season: 'yearEnd' },
  '0105': { share: 10, hours: 'office', season: 'spring' },
  '0106': { share: 7, hours: 'office', season: 'yearEnd' },
  '0201': { share: 12, hours: 'market', season: 'yearEnd' },
  '0202': { share: 6, hours: 'night', season: 'summer' },
  '0203': { share: 14, hours: 'day', season: 'yearEnd' },
  '0204': { share: 2, hours: 'night', season: 'flat' },
  '0205': { share: 30, hours: 'day', season: 'spring' },
  '0301': { share: 30, hours: 'office', season: 'flat' },
  '0302': { share: 50, hours: 'office', season: 'spring' },
  '0303': { share: 10, hours: 'evening', season: 'harvest' },
  '0304': { share: 12, hours: 'office', season: 'harvest' },
  '0305': { share: 6, hours: 'office', season: 'flat' },
  '0401': { share: 45, hours: 'evening', season: 'flat' },
  '0402': { share: 1.5, hours: 'day', season: 'yearEnd' },
  '0403': { share: 6, hours: 'day', season: 'rain' },
  '0404': { share: 12, hours: 'office', season: 'spring' },
  '0405': { share: 10, hours: 'market', season: 'summer' },
  '0406': { share: 1.5, hours: 'office', season: 'yearEnd' },
  '0501': { share: 140, hours: 'day', season: 'summer' },
  '0502': { share: 100, hours: 'market', season: 'flat' },
  '0503': { share: 75, hours: 'day', season: 'flat' },
  '0504': { share: 50, hours: 'day', season: 'rain' },
  '0505': { share: 85, hours: 'office', season: 'spring' },
  '0506': { share: 40, hours: 'office', season: 'yearEnd' },
  '0507': { share: 60, hours: 'office', season: 'flat' },
  '0601': { share: 35, hours: 'day', season: 'rain' },
  '0602': { share: 8, hours: 'school', season: 'term' },
  '0603': { share: 30, hours: 'office', season: 'flat' },
  '0604': { share: 3, hours: 'day', season: 'water' },
  '0605': { share: 11, hours: 'office', season: 'flat' },
}

/** For types that are not in the table (a county with types of its own): all alike. */
export const OTHER_PROFILE: Profile = { share: 29, hours: 'day', season: 'flat' }

/** Weights of the 24 hours of a civil day, and of a working day, a weekend day and a holiday. */
export const HOURS = {
  office: { hours: [0, 0, 0, 0, 0, 0, 0, 3, 20, 26, 25, 16, 5, 5, 15, 23, 22, 16, 6, 2, 1, 0, 0, 0], days: [1.3, 0.35, 0.2] },
  day: { hours: [1, 0, 0, 0, 0, 2, 6, 14, 20, 20, 17, 12, 8, 8, 13, 16, 16, 16, 13, 10, 6, 4, 2, 1], days: [1, 1, 0.85] },
  market: { hours: [0, 0, 0, 0, 1, 4, 14, 20, 18, 13, 12, 15, 11, 6, 7, 10, 14, 20, 24, 20, 13, 6, 2, 1], days: [0.94, 1.15, 1.3] },
  evening: { hours: [3, 2, 1, 1, 0, 1, 3, 7, 9, 9, 8, 8, 9, 7, 6, 7, 9, 13, 19, 24, 24, 18, 10, 5], days: [0.92, 1.2, 1.35] },
  night: { hours: [20, 14, 8, 4, 2, 1, 1, 2, 3, 4, 4, 5, 6, 5, 5, 5, 6, 8, 10, 14, 20, 25, 28, 26], days: [0.86, 1.35, 1.5] },
  school: { hours: [0, 0, 0, 0, 0, 0, 6, 25, 12, 5, 5, 14, 14, 8, 6, 6, 20, 24, 10, 5, 4, 2, 0, 0], days: [1.33, 0.18, 0.08] },
} as const

/** Weights of the twelve months. */
export const SEASONS = {
  flat: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  festival: [1.3, 1.5, 1, 0.9, 0.9, 0.9, 0.9, 0.9, 1, 1.1, 0.8, 0.9],
  yearEnd: [1.7, 1.3, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.9, 1, 1.1, 1.4],
  spring: [0.7, 0.8, 1.3, 1.3, 1.2, 1, 0.9, 0.9, 1, 1.1, 1, 0.8],
  summer: [0.7, 0.7, 0.8, 0.9, 1.1, 1.3, 1.5, 1.4, 1.1, 0.9, 0.8, 0.7],
  rain: [0.4, 0.4, 0.6, 0.8, 1, 1.4, 2.2, 2, 1.4, 0.8, 0.5, 0.4],
  harvest: [0.3, 0.4, 0.6, 0.6, 1.2, 2.6, 0.8, 0.6, 1.4, 2.2, 0.9, 0.4],
  water: [0.1, 0.1, 0.3, 0.7, 1.4, 2.4, 3.2, 2.6, 0.9, 0.3, 0.1, 0.1],
  term: [0.8, 0.4, 1.3, 1.3, 1.3, 1.2, 0.3, 0.3, 1.5, 1.3, 1.3, 1.2],
} as const
