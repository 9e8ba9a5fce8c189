import { expect, it } from 'vitest'
import { completeLock, missingOptional, platformOf, withoutAddress } from './lock'

it('adds the binaries of other platforms that a registry did not serve', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { 'a-linux-x64': '1.0.0', '@a/darwin-arm64': '1.0.0', shared: '^2.1.0' },
      },
      'node_modules/a-linux-x64': { version: '1.0.0' },
      'node_modules/b/node_modules/c': { optionalDependencies: { inner: '1.0.0' } },
      'node_modules/b/node_modules/inner': { version: '1.0.0' },
    },
  }
  expect(missingOptional(lock).map((m) => m.name)).toEqual(['@a/darwin-arm64', 'shared'])
  const complete = completeLock(lock)
  expect(complete.packages['node_modules/@a/darwin-arm64']).toEqual({ version: '1.0.0', dev: true, optional: true, cpu: ['arm64'], os: ['darwin'] })
  expect(complete.packages['node_modules/shared']?.version).toBe('2.1.0')
  expect(missingOptional(complete)).toEqual([])
})

it('writes down where npm’s own registry has what was fetched, and leaves alone what was not', () => {
  const integrity = 'sha512-AA=='
  const lock = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0', integrity },
      'node_modules/a/node_modules/@b/c': { version: '2.0.0', resolved: 'https://mirror.example/c.tgz', integrity, dev: true },
      'node_modules/d': { version: '3.0.0', optional: true },
      'node_modules/e': { version: '4.0.0', resolved: 'https://registry.npmjs.org/e/-/e-4.0.0.tgz', integrity },
    },
  }
  expect(withoutAddress(lock).map(({ at }) => at)).toEqual(['node_modules/a', 'node_modules/a/node_modules/@b/c'])
  const complete = completeLock(lock)
  expect(withoutAddress(complete)).toEqual([])
  expect(Object.entries(complete.packages['node_modules/a/node_modules/@b/c'] ?? {})).toEqual([
    ['version', '2.0.0'],
    ['resolved', 'https://registry.npmjs.org/@b/c/-/c-2.0.0.tgz'],
    ['integrity', integrity],
    ['dev', true],
  ])
  expect(complete.packages).toMatchObject({ '': { version: '0.1.0' }, 'node_modules/d': { version: '3.0.0', optional: true } })
})

it('reads the platform out of a name', () => {
  expect(platformOf('@oxc-parser/binding-linux-arm-musleabihf')).toEqual({ cpu: ['arm'], libc: ['musl'], os: ['linux'] })
  expect(platformOf('@next/swc-win32-x64-msvc')).toEqual({ cpu: ['x64'], os: ['win32'] })
  expect(platformOf('@tailwindcss/oxide-wasm32-wasi')).toEqual({ cpu: ['wasm32'] })
})
