import { EVENT_CLASSES } from '@/lib/domain/category'
import type { EventState, Light } from '@/lib/domain/life'
import { LIGHT_LABELS, STATE_LABELS } from '@/lib/domain/lifecycle-labels'
import type { LabelSet } from '@/lib/domain/transition'
import { said } from './language'

/** What codes are called on the wall too, which loads no more words than it shows; those of the pages of work are in words.ts. */

export const stateName = (state: EventState, { labels }: { labels: LabelSet }): string => said(STATE_LABELS[labels][state])
export const lightName = (light: Light): string => said(LIGHT_LABELS[light])

/** What a class is called: one of the six that every county has also in English, another one as the data name it. */
export function nameOfClass(code: string, name: string): string {
  const known = EVENT_CLASSES.find((c) => c.code === code && c.name === name)
  return known ? said({ zh: name, en: known.english }) : name
}
