import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ENGINE_DEPENDENT, enginesOfThisFile, installedEngines, thorough, unknownFiles } from './engines'

it('lists files that are there, and that ask which engines they run on', () => {
  expect(unknownFiles()).toEqual([])
  for (const file of Object.keys(ENGINE_DEPENDENT)) expect(readFileSync(file, 'utf8'), file).toMatch(/describeEachEngine|enginesOfThisFile/)
})

it('runs other files on one engine, PostgreSQL where it is installed', () => {
  if (thorough) return expect(enginesOfThisFile()).toEqual(installedEngines)
  expect(enginesOfThisFile()).toEqual([installedEngines.includes('postgresql') ? 'postgresql' : 'embedded'])
})
