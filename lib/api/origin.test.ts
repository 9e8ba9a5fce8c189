import { describe, expect, it } from 'vitest'
import { isAllowedHost, isAllowedOrigin, originOf } from './origin'

const PUBLIC = 'https://grid.example.cn'

describe('Host', () => {
  it.each(['localhost', 'localhost:3000', '127.0.0.1:8080', '[::1]:3000', 'grid.example.cn', 'GRID.example.cn', 'grid.example.cn:80'])(
    'lets %s in',
    (host) => {
      expect(isAllowedHost(host, PUBLIC)).toBe(true)
    },
  )
  it.each([null, undefined, '', 'evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '192.168.1.4:3000', 'a@localhost', 'localhost/x', '%'])(
    'refuses %s',
    (host) => {
      expect(isAllowedHost(host, PUBLIC)).toBe(false)
    },
  )
  it.each([
    'localhost#; script-src *',
    'localhost/',
    'localhost\\',
    'local\thost',
    'lo%63alhost',
    '127.1',
    '2130706433',
    '0x7f.1',
    'localhost:',
    'localhost:99999',
  ])('refuses %s, which a URL would be read from', (host) => {
    expect(isAllowedHost(host, PUBLIC)).toBe(false)
  })
  it('knows only loopback without a public origin', () => {
    expect(isAllowedHost('grid.example.cn', null)).toBe(false)
    expect(isAllowedHost('localhost:3000', null)).toBe(true)
  })
  it('tells the ports of a public origin apart', () => {
    expect(isAllowedHost('grid.example.cn:8443', 'https://grid.example.cn:8443')).toBe(true)
    expect(isAllowedHost('grid.example.cn:9000', 'https://grid.example.cn:8443')).toBe(false)
  })
})

describe('Origin', () => {
  it('takes the public origin exactly', () => {
    expect(isAllowedOrigin(PUBLIC, 'grid.example.cn', PUBLIC)).toBe(true)
    expect(isAllowedOrigin('http://grid.example.cn', 'grid.example.cn', PUBLIC)).toBe(false)
    expect(isAllowedOrigin('https://grid.example.cn.evil.example', 'grid.example.cn', PUBLIC)).toBe(false)
  })
  it('takes the loopback address the request came to, and no other port of it', () => {
    expect(isAllowedOrigin('http://localhost:3000', 'localhost:3000', null)).toBe(true)
    expect(isAllowedOrigin('http://localhost:4000', 'localhost:3000', null)).toBe(false)
    expect(isAllowedOrigin('http://127.0.0.1:3000', 'localhost:3000', null)).toBe(false)
  })
  it.each(['null', '', 'http://evil.example', 'file://', 'chrome-extension://localhost:3000', 'http://localhost:3000.evil.example'])(
    'refuses %s',
    (origin) => {
      expect(isAllowedOrigin(origin, 'localhost:3000', PUBLIC)).toBe(false)
    },
  )
})

it('knows how people wrote the address', () => {
  const behindProxy = { publicOrigin: PUBLIC, tls: false }
  expect(originOf('grid.example.cn', behindProxy)).toBe(PUBLIC)
  expect(originOf('localhost:3000', behindProxy)).toBe('http://localhost:3000')
  expect(originOf('localhost:3000', { publicOrigin: null, tls: true })).toBe('https://localhost:3000')
})
