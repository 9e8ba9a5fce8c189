import { describe, expect, it } from 'vitest'
import { heldRows } from './held-rows'

const row = (number: number, state = 'open') => ({ number, state })

describe('rows under a hand', () => {
  it('stay where they were, told as they are now', () => {
    expect(heldRows([row(1), row(2), row(3)], [row(3), row(1, 'taken'), row(2)])).toEqual([row(1, 'taken'), row(2), row(3)])
  })
  it('keep what has left, and take what is new below', () => {
    expect(heldRows([row(1), row(2)], [row(4), row(2)])).toEqual([row(1), row(2), row(4)])
  })
  it('are left as what was done with one left it, until the list tells of it again', () => {
    expect(heldRows([row(1), row(2)], [row(2)], row(1, 'accepted'))).toEqual([row(1, 'accepted'), row(2)])
    expect(heldRows([row(1), row(2)], [row(2), row(1, 'dispatched')], row(1, 'accepted'))).toEqual([row(1, 'dispatched'), row(2)])
    expect(heldRows([row(2)], [row(2)], row(1, 'accepted'))).toEqual([row(2)])
  })
  it('are those of now where there were none', () => {
    expect(heldRows([], [row(4), row(2)])).toEqual([row(4), row(2)])
  })
})
