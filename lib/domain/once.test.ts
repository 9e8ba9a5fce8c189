import { expect, it, vi } from 'vitest'

it('makes a thing of a name once for all instances of the module, and only when it is asked for', async () => {
  const instance = async () => {
    vi.resetModules()
    return await import('./once')
  }
  const [page, server] = [await instance(), await instance()]
  expect(page.once).not.toBe(server.once)
  const make = vi.fn(() => ({ made: true }))
  const [inPage, inServer] = [page.once('test.thing', make), server.once('test.thing', make)]
  expect(make).not.toHaveBeenCalled()
  expect(inPage()).toBe(inServer())
  expect(inPage()).toBe(inPage())
  expect(make).toHaveBeenCalledTimes(1)
  expect(page.once('test.other', make)()).not.toBe(inPage())
})
