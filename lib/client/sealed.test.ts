import { expect, it } from 'vitest'
import { importKey, seal, unseal } from './sealed'

const keyOf = (letter: string) => importKey(Buffer.alloc(32, letter).toString('base64url'))
const words = { note: '已清理', list: [1, 2] }
const photos = [new Blob(['one'], { type: 'image/jpeg' }), new Blob([], { type: 'image/png' }), new Blob(['three'], { type: 'image/jpeg' })]

it.each([true, false])('gives back what was kept, pictures and all (sealed: %s)', async (withKey) => {
  const key = withKey ? await keyOf('a') : null
  const sealed = await seal(key, 'me', 'x', words, photos)
  expect(new TextDecoder().decode(sealed.data).includes('已清理')).toBe(!withKey)
  const back = await unseal(key, 'x', sealed)
  expect(back?.words).toEqual(words)
  expect(await Promise.all((back?.blobs ?? []).map(async (b) => [b.type, await b.text()]))).toEqual([
    ['image/jpeg', 'one'],
    ['image/png', ''],
    ['image/jpeg', 'three'],
  ])
})

it('opens to nobody else, under no other name, and not when it was changed', async () => {
  const key = await keyOf('a')
  const sealed = await seal(key, 'me', 'x', words)
  const changed = new Uint8Array(sealed.data.slice(0))
  changed[0] = (changed[0] ?? 0) ^ 1
  expect(await unseal(await keyOf('b'), 'x', sealed)).toBeNull()
  expect(await unseal(null, 'x', sealed)).toBeNull()
  expect(await unseal(key, 'y', sealed)).toBeNull()
  expect(await unseal(key, 'x', { ...sealed, owner: 'they' })).toBeNull()
  expect(await unseal(key, 'x', { ...sealed, data: changed.buffer })).toBeNull()
  expect((await unseal(key, 'x', sealed))?.words).toEqual(words)
})

it('seals the same anew each time, under a key that cannot be read', async () => {
  const key = await keyOf('a')
  const [one, two] = [await seal(key, 'me', 'x', words), await seal(key, 'me', 'x', words)]
  expect(Buffer.from(one.data).equals(Buffer.from(two.data))).toBe(false)
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
})
