import type { Translated } from '../language'
import type { zh } from './tasks.zh-CN'

export const en: Translated<typeof zh> = {
  title: 'Tasks of today',
  count: (n) => `To do: ${n}`,
  order: 'most urgent first',
  none: 'Nothing is given to you now',
  failed: 'The tasks could not be read; they are read again with a signal',
  loading: 'Reading the tasks …',
  more: (n) => `Only the ${n} most urgent are shown`,
  steps: { take: 'Take', there: 'Go there', result: 'Result' },
  stepsLabel: 'Three steps',
  take: 'Take',
  handIn: 'Hand in',
  go: 'Go there',
  meters: (n) => `${n} m`,
  kilometers: (n) => `${n} km`,
  away: (distance) => `${distance} away`,
  takeWaits: 'The take waits to be sent',
  resultWaits: 'The result is on this phone and not sent yet',
  assists: 'Assisting: the lead takes it and hands in',
  unfold: 'Unfold',
  place: 'Place',
  open: 'Details',
  note: 'Result',
  photos: 'Photos of the result',
  submit: 'Hand in the result',
}
