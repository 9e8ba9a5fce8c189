import { describe, expect, it } from 'vitest'
import { accountCookie, accountIn, endScreenCookies, screenIn, sessionCookie } from './cookies'

describe('cookies', () => {
  it('have the prefix that only this very host can set, where people come by https', () => {
    expect(accountCookie('x', true)).toBe('__Host-gridsight_account=x; Path=/; HttpOnly; SameSite=Lax; Secure')
    expect(sessionCookie('x', true)).toMatch(/^__Host-gridsight_session=x; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/)
    expect(accountCookie('x', false)).toBe('gridsight_account=x; Path=/; HttpOnly; SameSite=Lax')
  })

  it('of a person are read under that name alone, so that no other host of the domain signs anybody in', () => {
    const tossed = 'gridsight_account=theirs'
    expect(accountIn(tossed, true)).toBeNull()
    expect(accountIn(`${tossed}; __Host-gridsight_account=own`, true)).toBe('own')
    expect(accountIn(tossed, false)).toBe('theirs')
  })

  it('of a wall are read under the name that they had before too, and both are taken away', () => {
    expect(screenIn('gridsight_session=old', true)).toBe('old')
    expect(screenIn('gridsight_session=old; __Host-gridsight_session=new', true)).toBe('new')
    expect(screenIn('__Host-gridsight_session=new', false)).toBeNull()
    expect(endScreenCookies(true).map((cookie) => cookie.split(';')[0])).toEqual(['__Host-gridsight_session=', 'gridsight_session='])
  })
})
