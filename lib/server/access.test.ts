import { describe, expect, it } from 'vitest'
import { SettingError } from '@/lib/env'
import { addressOf, trustedProxies } from './access'

const from = (remoteAddress: string, forwarded?: string | string[]) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
})
const address = (setting: string | undefined, ...request: Parameters<typeof from>) =>
  addressOf(from(...request), trustedProxies({ TRUST_PROXY: setting }))

describe('where a request comes from', () => {
  it('is the other end of the connection, whatever the request says, while no proxy is set', () => {
    expect(address(undefined, '127.0.0.1', '203.0.113.9')).toBe('127.0.0.1')
    expect(address(undefined, '::ffff:10.0.0.5', '203.0.113.9')).toBe('10.0.0.5')
    expect(address('10.0.0.5', '127.0.0.1', '203.0.113.9')).toBe('127.0.0.1')
  })

  it('is what a proxy says that is set, and not what a client wrote before it', () => {
    expect(address('loopback', '127.0.0.1', '198.51.100.7, 203.0.113.9')).toBe('203.0.113.9')
    expect(address('loopback', '::1', ['198.51.100.7', '203.0.113.9'])).toBe('203.0.113.9')
    expect(address('loopback, 10.0.1.0/24', '::ffff:127.0.0.1', '203.0.113.9, 10.0.1.77')).toBe('203.0.113.9')
    expect(address('2001:db8::/32', '2001:db8::1', '2001:db9::2')).toBe('2001:db9::2')
    expect(address('loopback', '127.0.0.1', 'nonsense')).toBe('127.0.0.1')
    expect(address('loopback', '127.0.0.1')).toBe('127.0.0.1')
  })

  it.each(['yes', '10.0.0.0/33', '10.0.0.5/x', 'proxy.example'])('refuses the setting %s', (setting) => {
    expect(() => trustedProxies({ TRUST_PROXY: setting })).toThrow(SettingError)
  })
})
