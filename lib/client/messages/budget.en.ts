import type { Translated } from '../language'
import type { zh } from './budget.zh-CN'

const alerts = (n: string) => `${n} ${n === '1' ? 'alert' : 'alerts'}`

export const en: Translated<typeof zh> = {
  title: 'Budget of alerts',
  hint: 'Blue and yellow alerts beyond the budget are evaluated, listed and kept as ever, but they do not pop up, are not pushed and do not escalate one by one: a digest tells of them at 08:00 and 17:00. Red and orange ones and those of the rule Critical are never held. For a chief, colours that escalate count. A limit that is left empty is off.',
  limits: {
    daily: 'A day in the county (yellow and above)',
    nightly: 'A night in the county (22–06, without red)',
    chiefWeekly: 'In seven days for the chief of one smallest grid',
  },
  today: (n) => `Beyond the budget of alerts today: ${n} blue and yellow left to a digest`,
  mark: 'Left to a digest',
  step: 'Beyond the budget of alerts: left to a digest',
  why: {
    daily: (told, of) => `${alerts(told)} of yellow and above told today, the budget is ${of}`,
    nightly: (told, of) => `${alerts(told)} other than red told tonight, the budget is ${of}`,
    chiefWeekly: (told, of) => `${alerts(told)} told in seven days in one of its smallest grids, the budget is ${of}`,
  },
  toldAt: (moment) => `A digest tells of it ${moment}`,
  digest: (moment) => `Digest of alerts, ${moment}`,
  head: (used) => `Budget of alerts: ${used}`,
  used: {
    daily: (n, of) => `today, yellow and above ${n}/${of}`,
    nightly: (n, of) => `tonight, other than red ${n}/${of}`,
    byDay: (of) => `a night, other than red, at most ${of}`,
    chiefWeekly: (n, of) => `most of one smallest grid in seven days ${n}/${of}`,
    digested: (n) => `left to a digest today ${n}`,
    off: 'no limits',
  },
}
