import type { Translated } from '../language'
import type { zh } from './at-it.zh-CN'

export const en: Translated<typeof zh> = {
  title: 'Who is at it',
  marks: { lead: 'L', assisting: 'A', dispatcher: 'D', supervisor: 'S', reporter: 'R' },
  parts: { lead: 'Leads', assisting: 'Assists', dispatcher: 'Dispatched', supervisor: 'Supervises', reporter: 'Reported' },
  lines: { assisting: 'assists' },
  held: 'Who had it at each stage',
  with: (names) => `assisted by ${names}`,
  taken: (who) => `taken, ${who}`,
  notTaken: 'not taken yet',
  given: (moment) => `dispatched ${moment}`,
  replyBy: (moment) => `card, reply by ${moment}`,
  reported: (moment) => `reported ${moment}`,
}
