import { expect, test } from 'vitest'
import { checkDigit, INVITATION_DIGITS, isInvitationCode, makeInvitationCode, spacedCode } from './invitation-code'
import { makeRandom } from './random'

const random = makeRandom('invitation codes')
const codes = Array.from({ length: 200 }, () => makeInvitationCode((below) => Math.floor(random.next() * below)))

test('the last digit is that of ISO/IEC 7064 MOD 11,10', () => {
  // the example of the standard, and a German tax number that is published as one, whose last digit is made the same way
  expect(['0794', '8609574271'].map(checkDigit)).toEqual([5, 9])
  expect(makeInvitationCode(() => 0).slice(0, -1)).toBe('0'.repeat(12))
  for (const code of codes) expect([code.length, isInvitationCode(code)]).toEqual([INVITATION_DIGITS, true])
})

test('a code with one digit that is another, or one too many or too few, is none', () => {
  for (const code of codes) {
    for (let at = 0; at < code.length; at++) {
      const wrong = Array.from('0123456789', (digit) => code.slice(0, at) + digit + code.slice(at + 1)).filter((other) => other !== code)
      expect([code, at, wrong.filter(isInvitationCode)]).toEqual([code, at, []])
    }
    for (const other of [code.slice(1), `${code}0`, ` ${code}`, '']) expect(isInvitationCode(other)).toBe(false)
  }
})

test('few exchanged neighbours pass for a code', () => {
  let exchanged = 0
  let passed = 0
  for (const code of codes) {
    for (let at = 1; at < code.length; at++) {
      const other = `${code.slice(0, at - 1)}${code[at]}${code[at - 1]}${code.slice(at + 1)}`
      if (other === code) continue
      exchanged++
      if (isInvitationCode(other)) passed++
    }
  }
  expect(passed / exchanged).toBeLessThan(0.03)
})

test('is read out four digits at a time, and five at the end', () => {
  expect(spacedCode('1234567890123')).toBe('1234 5678 90123')
})
