import type { zh } from './service-figures.zh-CN'

/** Texts of the wall's panels of visits, orders and units. */
export const en: typeof zh = {
  panels: {
    visits: { title: 'Visits', note: 'this month, each grid' },
    orders: { title: 'Orders', note: 'now; rates this month' },
    organisation: { title: 'Units', note: 'now' },
  },
  failed: 'could not be read, trying again',
  none: '—',
  percent: (value) => `${value}%`,
  part: (numerator, denominator) => `${numerator} of ${denominator}`,
  visits: { none: 'The visits have not begun', done: 'Visited', assigned: 'planned', overdue: 'overdue', found: 'findings', events: 'events' },
  orders: { waiting: 'to offer', offered: 'offered', serving: 'under way', rating: 'to rate', response: 'Taken in time', completion: 'Served' },
  units: { units: 'units', members: 'members', registered: 'registered', covered: 'Grids covered' },
}
