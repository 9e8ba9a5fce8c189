import type { SettingsIn } from '@/lib/domain/settings'

/** How a part saves what it changed; answers whether it worked. */
export type Save = (change: SettingsIn) => Promise<boolean>

/** The parts of the settings, as the address and the links of the page name them. */
export const PARTS = [
  'lifecycle',
  'weights',
  'hours',
  'calendar',
  'types',
  'ladder',
  'gates',
  'budget',
  'reports',
  'retention',
  'submissions',
  'orders',
  'residents',
  'webhooks',
  'screens',
  'accounts',
] as const
