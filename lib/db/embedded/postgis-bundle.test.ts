import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { filterTar } from './postgis-bundle'

it('keeps the wanted entries of an archive whole', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-tar-'))
  try {
    mkdirSync(path.join(folder, 'lib'))
    writeFileSync(path.join(folder, 'lib/a'), 'x'.repeat(1500))
    writeFileSync(path.join(folder, 'lib/b'), 'unwanted')
    writeFileSync(path.join(folder, 'lib/c'), '')
    execFileSync('tar', ['cf', 'whole.tar', 'lib'], { cwd: folder })
    const kept = filterTar(readFileSync(path.join(folder, 'whole.tar')), (name) => name === 'lib/a' || name === 'lib/c')
    writeFileSync(path.join(folder, 'kept.tar'), kept)
    expect(execFileSync('tar', ['tf', 'kept.tar'], { cwd: folder }).toString().trim().split('\n').sort()).toEqual(['lib/a', 'lib/c'])
    expect(execFileSync('tar', ['xOf', 'kept.tar', 'lib/a'], { cwd: folder }).toString()).toBe('x'.repeat(1500))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
