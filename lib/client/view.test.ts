import { describe, expect, test } from 'vitest'
import { readView, toggleClass, writeView } from './view'

describe('the address of a view', () => {
  test('is empty for the usual one', () => {
    const view = readView('')
    expect(view).toEqual({ theme: 'dark', measure: 'heat', window: '24h', level: null, classes: new Set(), selected: null })
    expect(writeView(view, '')).toBe('')
  })
  test('carries every choice there and back, and leaves what is not ours', () => {
    const search = '?tile=1/2&measure=choropleth&window=7d&level=3&classes=02,05&grid=411324001'
    const view = readView(search)
    expect(view).toEqual({ theme: 'dark', measure: 'choropleth', window: '7d', level: 3, classes: new Set(['02', '05']), selected: '411324001' })
    expect(readView(writeView(view, search))).toEqual(view)
    expect(writeView(readView(''), search)).toBe('?tile=1%2F2')
  })
  test('nonsense is left at its default, each by itself', () => {
    expect(readView('?measure=x&window=1y&level=9&grid=../etc&classes=')).toEqual(readView(''))
    expect(readView('?theme=light').theme).toBe('light')
    expect(readView('?level=&window=30d')).toMatchObject({ level: null, window: '30d' })
  })
})

describe('classes', () => {
  const all = ['01', '02', '03']
  test('the first switch shows one alone, others join it', () => {
    expect(toggleClass(new Set(), '02', all)).toEqual(new Set(['02']))
    expect(toggleClass(new Set(['02']), '01', all)).toEqual(new Set(['02', '01']))
  })
  test('none and all are the same: all', () => {
    expect(toggleClass(new Set(['02']), '02', all)).toEqual(new Set())
    expect(toggleClass(new Set(['01', '02']), '03', all)).toEqual(new Set())
  })
})
