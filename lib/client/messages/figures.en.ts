import type { Translated } from '../language'
import type { zh } from './figures.zh-CN'

const count = (n: number) => n.toLocaleString('en')

export const en: Translated<typeof zh> = {
  title: 'Figures',
  lead: 'Each number opens the list of the events behind it; the address of the list can be shared.',
  tree: 'Counted along',
  trees: { grids: 'Grids', service: 'Service tree' },
  period: 'Period',
  periods: { day: 'Today', month: 'This month', days: '30 days', year: 'This year', all: 'All' },
  all: 'Everything',
  path: 'Place',
  numerator: 'Numerator',
  denominator: 'Denominator',
  columns: { figure: 'Figure', value: 'Value', name: 'Name' },
  total: 'Total',
  below: 'Below',
  median: (text) => `median ${text}`,
  p90: (text) => `P90 ${text}`,
  none: '—',
  loading: 'Reading…',
  failed: 'It could not be read; please try again.',
  missing: 'There is no such grid or node here.',
  empty: 'There is nothing below.',
  rule: (name, asOf) => `Rules ${name}, as of ${asOf}. “—” stands for an empty denominator.`,
  days: (from, to) => `Figures of the life cycle count whole days: ${from} to ${to}.`,
  ever: 'unbounded',
  growing: (day) =>
    `— Catching up: the history before ${day} is still being written and the period reaches into it. It shows itself when all is there.`,
  overlap:
    'A grid can be linked with several nodes: it counts in each of them, and once above them, so that nodes may add up to more than what is above. Sensitive events count only for those who may see them one by one.',
  unplaced: (n) => `${count(n)} more happened in grids that no node is linked with.`,
  behind: {
    title: (figure, side) => `${figure} · ${side}`,
    period: (from, to) => `${from} to ${to}`,
    node: (name) => `Service tree ${name}`,
    anyNode: 'Any node of the service tree',
    count: (n) => `${n} in all`,
    unlisted: (n) => `${n} of them are sensitive and only counted, not listed`,
    close: 'Back to the lists',
    now: 'now',
    start: 'the beginning',
  },
}
