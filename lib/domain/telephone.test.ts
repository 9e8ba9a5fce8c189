import { expect, it } from 'vitest'
import { Telephone, TYPED_TELEPHONE, TypedTelephone } from './telephone'

it('is a pattern that a field takes too', () => {
  expect(new RegExp(TYPED_TELEPHONE, 'v').test('138-0000-0001')).toBe(true)
})

it('takes numbers of a list as they are, and of what is typed only mobile ones that are whole', () => {
  const both = (text: string) => [Telephone, TypedTelephone].map((schema) => schema.safeParse(text).success)
  for (const whole of ['13800000001', '138-0000-0001', '+8613800000001', '0377-65921234', '65921234', '12345', '400-800-1234'])
    expect([whole, ...both(whole)]).toEqual([whole, true, true])
  for (const short of ['1380000', '138000000012', '138-0000-000', '19912']) expect([short, ...both(short)]).toEqual([short, true, false])
  for (const none of ['', '1234', '138 0000 0001', 'tel', '+', '1380000000１']) expect([none, ...both(none)]).toEqual([none, false, false])
})
