import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { countPublic, countSignIn } from './limits'

const refused = { code: 'rate_limited', extra: { retryAfter: expect.any(Number) } }

it('lets a minute have 10 sign-ins with a name and 120 from an address', async () => {
  for (let i = 0; i < 10; i++) await countSignIn({ address: `192.0.2.${i}`, username: ' Wang ' })
  await expect(countSignIn({ address: '192.0.2.10', username: 'wang' })).rejects.toMatchObject(refused)
  for (let i = 0; i < 120; i++) await countSignIn({ address: '198.51.100.1', username: `nobody-${i}` })
  await expect(countSignIn({ address: '198.51.100.1', username: 'li' })).rejects.toMatchObject(refused)
})

it('uses up no name for an address that has none left, and no address for a name', async () => {
  for (let i = 0; i < 120; i++) await countSignIn({ address: '198.51.100.2', username: `somebody-${i}` })
  for (let i = 0; i < 20; i++) await expect(countSignIn({ address: '198.51.100.2', username: 'zhao' })).rejects.toMatchObject(refused)
  for (let i = 0; i < 10; i++) await countSignIn({ address: '203.0.113.1', username: 'zhao' })
  for (let i = 0; i < 200; i++) await expect(countSignIn({ address: '203.0.113.1', username: 'zhao' })).rejects.toMatchObject(refused)
  await countSignIn({ address: '203.0.113.1', username: 'qian' })
})

it('holds nothing of a request that it has counted', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const contexts = new AsyncLocalStorage<object>()
  const counted = async (address: string) => {
    const request = { body: new Array(1_000).fill(address) }
    await contexts.run(request, () => countPublic(address))
    return new WeakRef(request)
  }
  const held = [await counted('192.0.2.100'), await counted('192.0.2.101')]
  await nextTurn()
  collect()
  expect(held.map((one) => one.deref())).toEqual([undefined, undefined])
})
