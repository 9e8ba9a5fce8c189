import type { Translated } from '../language'
import type { zh } from './wall.zh-CN'

export const en: Translated<typeof zh> = {
  title: 'Zhenping Grid Governance',
  subtitle: (streets: number, grids: number) => `County command centre · ${streets} streets, ${grids} grids`,
  demo: 'Demonstration: events and boundaries are generated',
  noReviewNumber: 'Internal, map not reviewed, not for publication',
  reviewNumber: (n: string) => `Map review no. ${n}`,
  none: '—',
  units: { piece: '', large: 'k', percent: '%', perKm2: '/km²', household: 'households', km: 'km', m: 'm' },

  figures: {
    reported: 'Reported',
    rate: 'Handled',
    open: 'Open',
    openLong: 'Open over 7 days',
    todayReported: 'Today',
    todayHandled: 'Closed today',
    thisHour: 'This hour',
    overdue: 'Overdue',
    near: (n: string) => `due soon ${n}`,
    sinceMidnight: (n: string) => `today ${n}`,
    usual: (weeks: number) => `against the usual: the median of the same hours of this weekday in ${weeks} weeks`,
    few: 'few samples',
  },
  lag: {
    catching: (time: string) => `Catching up: at ${time}`,
    late: (time: string) => `Late data: until ${time}`,
    note: 'today is not complete yet',
    until: (time: string) => `until ${time}`,
    upTo: (text: string, time: string) => `${text} by ${time}`,
    unsure: 'incomplete',
  },
  clock: {
    weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    date: (month: number, day: number, weekday: string) => `${weekday} ${month}/${day}`,
  },

  truth: {
    live: 'Live',
    connecting: 'Connecting',
    catching: (behind: number) => (behind > 0 ? `Catching up (${behind.toLocaleString('en')} behind)` : 'Catching up'),
    stale: (seconds: number) => `Data is ${seconds} s old`,
    offline: 'Connection lost',
    asOf: (time: string) => `as of ${time}`,
    lastWord: (time: string, seconds: number) => (seconds < 7 ? `server ${time}` : `server ${time} (${seconds} s ago)`),
    polling: 'polling',
    mismatches: (n: number) => `reloaded after ${n} checks`,
  },

  feed: { urgency: ['Critical', 'Urgent', 'Raised', 'Normal'] },
  rhythm: {
    title: 'Today by hour',
    note: 'reported an hour',
    actual: 'actual',
    above: 'above the usual',
    running: 'this hour',
    usual: (weeks: number) => `usual P10–P90 (this weekday, ${weeks} weeks)`,
    few: 'usual: few samples',
    hour: (hour: number) => `${String(hour).padStart(2, '0')}:00`,
    label: 'Reported by hour today, and the usual',
  },
  ages: {
    days: (from: number, to: number | null) => (from === 0 ? `under ${to} d` : to === null ? `over ${from} d` : `${from}–${to} d`),
    overdueDays: (from: number, to: number | null) =>
      from === 0 ? 'today' : to === null ? `${from}+ d` : to === from + 1 ? `${from} d` : `${from}–${to - 1} d`,
  },
  urgent: { open: (age: string) => `for ${age}`, left: (age: string) => `${age} left`, over: (age: string) => `${age} over` },
  sources: {
    names: { demo: 'demonstration', load: 'load test', none: 'no source named' },
    ago: (text: string) => `${text} ago`,
    until: (time: string) => `until ${time}`,
  },
  durations: { second: 's', minute: 'min', hour: 'h', day: 'd' },
  legend: {
    heat: 'Heat',
    choropleth: 'Density by grid',
    windows: { '1h': 'last hour', '24h': 'last 24 hours', '7d': 'last 7 days', '30d': 'last 30 days', all: 'all history' },
    near: 'near scale',
  },
  history: { title: 'Making the history of the demonstration', note: 'totals are still growing' },
  map: {
    label: 'Map of the grids',
    today: (n: string) => `today ${n}`,
    loading: 'Loading boundaries',
    failed: 'The map cannot be shown',
    mapbox: { refused: 'The Mapbox token was refused; MapLibre draws instead', unreachable: 'Mapbox cannot be reached; MapLibre draws instead' },
    baseFailed: 'The base map could not be read',
    attribution: (names: string) => `Base map: ${names}`,
  },
  wall: {
    denied: 'This screen is not authorised',
    deniedHow: 'Open the link that an administrator gave you for this screen, or sign in. An administrator can renew or revoke the link at any time.',
    starting: 'The server is starting, please wait',
    retrying: 'Could not be read; trying again',
    noGrids: 'There are no grids yet: make them with gridsight grids import or grids generate',
  },
}
