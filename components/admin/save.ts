import { type Settings, SettingsIn } from '@/lib/domain/settings'

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

/** Days are added one by one, and take nothing away that another has added. */
const ADDED: readonly string[] = ['calendar']

/** Of the settings that a form was filled from, what is to change: the server refuses it where somebody else has changed that since. */
export function seenOf(change: SettingsIn, settings: Settings): SettingsIn['seen'] {
  const parts = Object.entries(settings).filter(([name]) => name in change && !ADDED.includes(name))
  const types = change.types && settings.types.filter(({ code }) => change.types?.some((type) => type.code === code))
  return SettingsIn.shape.seen.parse({ ...Object.fromEntries(parts), ...(types && { types }) })
}

/** The settings that forms show after a change: what was changed as it was answered, and all else as it was when they were filled. */
export function keptAfter(change: SettingsIn, before: Settings, answered: Settings): Settings {
  const { calendar, uncovered, retentionPlan } = answered
  const changed = Object.fromEntries(Object.entries(answered).filter(([name]) => name in change))
  const types = before.types.map(
    (type) => (change.types?.some(({ code }) => code === type.code) && answered.types.find(({ code }) => code === type.code)) || type,
  )
  return { ...before, ...changed, types, calendar, uncovered, retentionPlan }
}
