import { expect, it } from 'vitest'
import { isPrivate, lookUpPublic } from './public-address'

it('tells private addresses from public ones, in whatever form', () => {
  const own = ['10.1.2.3', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '0.0.0.0', '224.0.0.1']
  const six = [
    '::1',
    '::',
    'fc00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.1',
    'ff02::1',
    '64:ff9b::a00:1',
    '64:ff9b:1::7f00:1',
    '::127.0.0.1',
    '::7f00:1',
  ]
  expect([...own, ...six, 'not an address'].filter((address) => !isPrivate(address))).toEqual([])
  const open = ['8.8.8.8', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8']
  expect(open.filter(isPrivate)).toEqual([])
})

it('a name that leads to this machine is refused where it is looked up', async () => {
  const error = await new Promise((resolve) => lookUpPublic('localhost', {}, (fault) => resolve(fault)))
  expect(error).toMatchObject({ name: 'PrivateAddress' })
})
