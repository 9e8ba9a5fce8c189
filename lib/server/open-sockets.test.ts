import { expect, it } from 'vitest'
import { OpenSockets } from './open-sockets'

it('one token or person has so many sockets and no more, and has room again when one is closed', () => {
  const open = new OpenSockets(2)
  open.add('wall')
  expect(open.isFull('wall')).toBe(false)
  open.add('wall')
  expect([open.isFull('wall'), open.isFull('other')]).toEqual([true, false])
  open.remove('wall')
  expect(open.isFull('wall')).toBe(false)
  open.remove('wall')
  open.add('wall')
  expect(open.isFull('wall')).toBe(false)
})
