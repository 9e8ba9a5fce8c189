import { afterEach, expect, it, vi } from 'vitest'
import { stepByText } from './order-words'

afterEach(() => {
  vi.unstubAllGlobals()
})

it.each([
  ['zh-CN', ['居民', '到时自动', '王*']],
  ['en', ['Resident', 'by the clock', '王*']],
])('says in the language %s who did a step of an order', (lang, said) => {
  vi.stubGlobal('document', { documentElement: { lang } })
  const steps = [
    { by: 'resident', byLink: true },
    { by: null, byLink: false },
    { by: '王*', byLink: false },
  ]
  expect(steps.map(stepByText)).toEqual(said)
})
