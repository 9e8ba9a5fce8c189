import { expect, it } from 'vitest'
import { PushIn } from './push'

const keys = { p256dh: `B${'a'.repeat(86)}`, auth: 'a'.repeat(22) }
const fits = (of: object) => PushIn.safeParse({ endpoint: 'https://push.example/abc', keys, language: 'en', ...of }).success

it('takes an address by https without a user in it, and keys as long as those of a browser', () => {
  expect([fits({}), fits({ keys: { ...keys, auth: `${keys.auth}==` } })]).toEqual([true, true])
  expect(['http://push.example/abc', 'https://a:b@push.example/', 'file:///etc/passwd', 'push'].map((endpoint) => fits({ endpoint }))).toEqual(
    Array(4).fill(false),
  )
  expect([fits({ keys: { ...keys, p256dh: 'short' } }), fits({ keys: { p256dh: keys.p256dh } }), fits({ language: 'fr' })]).toEqual([
    false,
    false,
    false,
  ])
})
