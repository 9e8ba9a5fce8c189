import { describe, expect, it } from 'vitest'
import { passwordFault } from './password'

const COMMON = new Set(['password1', 'password', 'aa123456', 'qwerty123', 'dragon'])
const OWNER = { username: 'zhang.san', name: '张三' }

describe('passwordFault', () => {
  it.each([
    ['Abcdef1', 'short'],
    ['A1-', 'short'],
    ['abcdefgh', 'classes'],
    ['abcdefg1', 'classes'],
    ['ABCDEFG1', 'classes'],
    ['12345678-', 'classes'],
    ['县里网格治理平台', 'classes'],
    [`Aa1${'x'.repeat(126)}`, 'long'],
    ['Abc-Zhang.San-1', 'name'],
    ['Abc-Zh4ng.S4n-1', 'name'],
    ['Abc-张三-123', 'name'],
    ['Password1', 'common'],
    ['Aa123456', 'common'],
    ['Qwerty123', 'common'],
    ['P@ssw0rd1', 'common'],
    ['Pass-Word-1', 'common'],
    ['Ｐassword1', 'common'],
    ['Dragon2026!', 'common'],
    ['Zhenping@2026', 'common'],
    ['Abcdefg1', null],
    ['abcdefg1-', null],
    ['县里网格a1平台', null],
    ['𝄞𝄞𝄞𝄞𝄞Aa1', null],
    ['Dragon-rides-1', null],
  ])('%s: %s', (password, fault) => expect(passwordFault(password, OWNER, COMMON)).toBe(fault))

  it('minds no name that is in many passwords by chance', () => {
    expect(passwordFault('Anybody-1', { username: 'zhang.san', name: 'An' }, COMMON)).toBeNull()
    expect(passwordFault('Anybody-1', { username: 'zhang.san', name: 'Any' }, COMMON)).toBe('name')
  })
})
