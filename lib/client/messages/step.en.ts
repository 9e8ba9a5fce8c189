import type { Translated } from '../language'
import type { zh } from './step.zh-CN'

export const en: Translated<typeof zh> = {
  events: 'Next event, previous event',
  label: 'Beside it in the list',
  nth: (n, of) => `${n} of ${of} in the list`,
  previous: 'Previous',
  next: 'Next',
  list: 'Back to the list',
  meanwhile: (n, who, action) => `${n} meanwhile by ${who}: ${action}`,
  copy: 'Copy link',
  copied: 'Link copied',
  failed: 'It was not copied; take it from the address bar',
}
