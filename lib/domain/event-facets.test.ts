import { expect, it } from 'vitest'
import { countFacets, type FacetGroup } from './event-facets'

const group = (of: Partial<FacetGroup>): FacetGroup => ({
  ...{ state: 'handling', light: 'normal', card: null, class: '05', type: '0501', urgency: '4', department: null, count: 1 },
  ...of,
})

it('counts each facet under the choices of the others, and the list under all', () => {
  const groups = [
    group({ count: 3 }),
    group({ state: 'awaiting_acceptance', light: 'overdue', count: 2 }),
    group({ state: 'handling', light: 'overdue', type: '0502', card: 'red', count: 5 }),
  ]
  const { total, facets } = countFacets(groups, { light: ['overdue'], type: ['0502'] })
  expect(total).toBe(5)
  expect(facets.light).toEqual([{ value: 'overdue', count: 5 }])
  expect(facets.type).toEqual([
    { value: '0501', count: 2 },
    { value: '0502', count: 5 },
  ])
  expect(facets.state).toEqual([{ value: 'handling', count: 5 }])
  expect(facets.card).toEqual([{ value: 'red', count: 5 }])
})
