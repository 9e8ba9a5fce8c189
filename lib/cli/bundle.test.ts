import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { noticesOf } from './bundle-notices.mjs'
import { importedPackages, isNeeded, neededPackages } from './bundle-packages.mjs'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bundle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the packages of a bundle', () => {
  const lock = {
    '': {},
    'node_modules/web': { dependencies: { small: '1' }, optionalDependencies: { '@next/swc-linux-x64-gnu': '1' } },
    'node_modules/small': {},
    'node_modules/@next/swc-linux-x64-gnu': { os: ['linux'], cpu: ['x64'] },
    'node_modules/native': {
      dependencies: { small: '2' },
      optionalDependencies: { 'native-x64': '1', 'native-arm64': '1', 'native-musl': '1', 'native-mac': '1', absent: '1' },
    },
    'node_modules/native/node_modules/small': {},
    'node_modules/native-x64': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'node_modules/native-arm64': { os: ['linux'], cpu: ['arm64'] },
    'node_modules/native-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    'node_modules/native-mac': { os: ['darwin'], cpu: ['arm64'] },
    'node_modules/only-for-tests': { dev: true },
    'node_modules/@stdlib/math-base-special-erfc': { dependencies: { small: '1' } },
  }
  it('are those that are reached, each where Node finds it, for these processors', () => {
    const common = ['node_modules/native', 'node_modules/native/node_modules/small', 'node_modules/small', 'node_modules/web']
    // what the programs were compiled with stays behind
    expect(neededPackages(lock, ['web', 'native', '@stdlib/math-base-special-erfc'], ['x64'])).toEqual([...common, 'node_modules/native-x64'].sort())
    expect(neededPackages(lock, ['web', 'native'], ['x64', 'arm64'])).toEqual(
      [...common, 'node_modules/native-arm64', 'node_modules/native-x64'].sort(),
    )
  })
  it('are found by what files import', () => {
    const text = `import a from 'a'\nimport type { B } from "@b/c/d"\nexport { e } from 'e/f'\nconst g = await import('g')\nimport './own'\nimport x from '@/lib/x'\nimport fs from 'node:fs'\nimport 'h'\n`
    writeFileSync(path.join(folder, 'one.ts'), text)
    writeFileSync(path.join(folder, 'one.test.ts'), "import 'vitest'")
    expect(importedPackages([folder])).toEqual(['@b/c', 'a', 'e', 'g', 'h'])
  })
  it('leave behind what no start reads, and never a licence', () => {
    const files = [
      'next/dist/server/next.js',
      'next/dist/server/next.js.map',
      'next/dist/esm/x.js',
      'a/index.d.ts',
      'a/LICENSE.md',
      '@prisma/client/runtime/q.mysql.js',
    ]
    expect(files.filter(isNeeded)).toEqual(['next/dist/server/next.js', 'a/LICENSE.md'])
  })
})

it('the notices name every package, and say a text once that several share', () => {
  const places = ['a', 'b', 'c'].map((name) => path.join(folder, 'node_modules', name))
  const packages = Object.fromEntries(places.map((place) => [place, { version: '1.0.0', license: 'MIT' }]))
  for (const [i, place] of places.entries()) {
    mkdirSync(place, { recursive: true })
    if (i < 2) writeFileSync(path.join(place, 'LICENSE'), 'Permission is hereby granted')
  }
  const text = noticesOf(packages, places)
  expect(text.match(/Permission is hereby granted/g)).toHaveLength(1)
  for (const name of ['a 1.0.0 (MIT)', 'b 1.0.0 (MIT)', 'c 1.0.0 (MIT)', 'Licence: MIT']) expect(text).toContain(name)
})
