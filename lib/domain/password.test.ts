import { describe, expect, it } from 'vitest'
import { passwordFault } from './password'

describe('passwordFault', () => {
  it.each([
    ['Abcdef1', 'short'],
    ['A1-', 'short'],
    ['abcdefgh', 'classes'],
    ['abcdefg1', 'classes'],
    ['ABCDEFG1', 'classes'],
    ['12345678-', 'classes'],
    ['镇平网格治理平台', 'classes'],
    [`Aa1${'x'.repeat(126)}`, 'long'],
    ['Abc-Zhang.San-1', 'name'],
    ['Abcdefg1', null],
    ['abcdefg1-', null],
    ['镇平网格a1平台', null],
    ['𝄞𝄞𝄞𝄞𝄞Aa1', null],
  ])('%s: %s', (password, fault) => expect(passwordFault(password, 'zhang.san')).toBe(fault))
})
