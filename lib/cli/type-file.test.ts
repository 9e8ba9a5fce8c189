import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { deriveTypes, readTypeFile } from './type-file'

const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-types-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a row with more cells than the header', () => {
  const file = path.join(folder, '类型.csv')
  writeFileSync(file, 'code,name,urgency\n0501,噪音扰民,3\n0502,占道,流动摊贩,2\n')

  it('is named, and no type is taken of it', () =>
    expect(readTypeFile(file)).rejects.toThrow(/1 bad rows, so nothing was changed:\n {2}line 3: cells: has more cells than the header/))

  it('gives no code to a file of types', () => expect(deriveTypes(file, 'urgency')).rejects.toThrow(/^Line 3: cells: has more cells than the header/))
})
