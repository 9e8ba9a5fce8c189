import { expect, it } from 'vitest'
import { SaneDay, SaneInstant } from './sane-time'

it.each([
  ['2026-11-28', true],
  ['2024-02-29', true],
  ['1900-01-01', true],
  ['2199-12-31', true],
  ['2026-02-29', false],
  ['2026-02-30', false],
  ['2026-13-45', false],
  ['2026-00-10', false],
  ['1899-12-31', false],
  ['2200-01-01', false],
  ['0000-01-01', false],
  ['9999-12-31', false],
  ['2026-1-1', false],
  ['2026-11-28T00:00:00Z', false],
  ['', false],
])('%j is a day: %s', (day, is) => expect(SaneDay.safeParse(day).success).toBe(is))

it.each([
  ['2026-11-28T08:00:00+08:00', true],
  ['2026-11-28T08:00:00.123Z', true],
  ['2026-02-30T08:00:00Z', false],
  ['2026-11-28T08:00:00', false],
  ['0000-01-01T00:00:00Z', false],
  ['1899-12-31T23:59:59Z', false],
  ['9999-12-31T00:00:00Z', false],
  // ahead of UTC it is another year
  ['2200-01-01T00:00:00+08:00', true],
  ['1900-01-01T00:00:00+08:00', false],
])('%j is an instant: %s', (instant, is) => expect(SaneInstant.safeParse(instant).success).toBe(is))
