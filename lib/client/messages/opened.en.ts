import type { Translated } from '../language'
import type { zh } from './opened.zh-CN'

export const en: Translated<typeof zh> = {
  grid: {
    title: 'Grid',
    county: 'Whole area',
    levels: ['Street', 'Community', 'Block', 'Building group'],
    households: 'Households',
    reported: 'Reported',
    open: 'Open',
    overdue: 'Overdue',
    today: 'Today',
    rate: 'Handled',
    children: (n: number) => `${n} grids below`,
    events: 'Latest events',
    noEvents: 'No event to show',
    loading: 'Loading',
    failed: 'Could not be read',
    close: 'Close',
  },
  controls: {
    measure: 'Layer',
    heat: 'Heat',
    choropleth: 'Grids',
    window: 'Window',
    windows: { '1h': '1 h', '24h': '24 h', '7d': '7 d', '30d': '30 d', all: 'All' },
    level: 'Level',
    auto: 'Auto',
    levels: ['1', '2', '3', '4'],
    home: 'Overview',
  },
}
