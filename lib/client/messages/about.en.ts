import type { Translated } from '../language'
import type { zh } from './about.zh-CN'

/** What each page is for, in English. */
export const en: Translated<typeof zh> = {
  desk: (scope) => `${scope} right now`,
  alerts: 'Risk alerts for internal judgement, not a warning published by law',
  rules: 'A rule of inference that has not been tried on the past tells nobody',
  roster: 'Who is on duty, who comes next, and whom alerts call first',
  reports: 'Daily, weekly and special reports, for internal judgement',
  events: 'What is most urgent, who works on it, and how far it is',
  event: 'One event from report to closing',
  report: 'Tell what you see, where you see it',
  tasks: 'What is given to you, the most urgent first; works without a signal',
  cards: 'Yellow and red cards: who watches, and when a reply is due',
  orders: 'Residents ask, the community offers, volunteers take',
  places: 'Where one can go, what is open, who is out of reach',
  duties: 'What is due, whether it was done, and who goes',
  organisation: 'Committee — branch — group — household',
  people: 'Who looks after which households, and which posts are vacant',
  sources: 'How other systems and this one agree, and where they do not',
  figures: 'Each number opens the list behind it',
  audit: 'Who did what, and when',
  settings: 'Limits, calendar, types, retention and accounts',
  account: 'Password, second factor, alerts and devices',
}
