import { afterEach, expect, it, vi } from 'vitest'
import { Names } from './names'
import type { Data } from './style'

const data = (): Data => ({ type: 'FeatureCollection', features: [] })
/** Has the page's fonts come or not, in this order, when they are told to. */
function stubFonts(): { come(): void; fail(): void }[] {
  const loads: { come(): void; fail(): void }[] = []
  const load = () =>
    new Promise<void>((resolve, reject) => loads.push({ come: () => resolve(), fail: () => reject(new DOMException('lost', 'NetworkError')) }))
  vi.stubGlobal('document', { fonts: { load } })
  return loads
}
afterEach(() => {
  vi.unstubAllGlobals()
})

it('shows names when their font has come, and in another font where it does not', async () => {
  const loads = stubFonts()
  const shown: Data[] = []
  const names = new Names((_, what) => shown.push(what))
  const [first, second] = [data(), data()]
  const told = names.tell('labels', first, '涅阳')
  expect(shown).toEqual([])
  loads[0]?.come()
  await told
  expect(shown).toEqual([first])
  const lost = names.tell('labels', second, '雪枫')
  loads[1]?.fail()
  await lost
  expect(shown[1]).toBe(second)
})

it('shows the later of two, whichever font comes first', async () => {
  const loads = stubFonts()
  const shown: Data[] = []
  const names = new Names((_, what) => shown.push(what))
  const [first, second] = [data(), data()]
  const told = [names.tell('labels', first, '涅阳'), names.tell('labels', second, '雪枫')]
  loads[1]?.come()
  await told[1]
  loads[0]?.come()
  await told[0]
  expect(shown).toHaveLength(1)
  expect(shown[0]).toBe(second)
})
