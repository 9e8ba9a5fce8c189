import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findMapFile, rangeOf } from './files'

const root = mkdtempSync(path.join(tmpdir(), 'gridsight-map-'))
const folder = path.join(root, 'maps')
mkdirSync(path.join(folder, 'fonts'), { recursive: true })
const put = (name: string, text: string) => writeFileSync(path.join(root, name), text)
put('maps/dark.json', '{}')
put('maps/county.pmtiles', '0123456789')
put('maps/.hidden.json', '{}')
put('maps/notes.txt', 'secret')
put('maps/fonts/a.pbf', 'glyphs')
put('outside.json', '{}')
symlinkSync(path.join(root, 'outside.json'), path.join(folder, 'link.json'))
symlinkSync(path.join(folder, 'county.pmtiles'), path.join(root, 'current.pmtiles'))
afterAll(() => rmSync(root, { recursive: true }))

const style = path.join(folder, 'dark.json')
const single = path.join(folder, 'county.pmtiles')
const text = (stream: ReadableStream<Uint8Array> | undefined) => new Response(stream).text()

describe('findMapFile', () => {
  it('gives the PMTiles file and nothing beside it', async () => {
    expect(await findMapFile(['county.pmtiles'], single)).toMatchObject({ size: 10, type: 'application/octet-stream' })
    expect(await findMapFile(['dark.json'], single)).toBeNull()
    expect(await findMapFile(['fonts', 'a.pbf'], single)).toBeNull()
  })

  it('gives what lies in the folder of a style', async () => {
    expect(await findMapFile(['dark.json'], style)).toMatchObject({ type: 'application/json' })
    expect(await findMapFile(['county.pmtiles'], style)).toMatchObject({ size: 10 })
    expect(await findMapFile(['fonts', 'a.pbf'], style)).toMatchObject({ size: 6 })
  })

  it('lets nobody out of the folder', async () => {
    const tries = [
      ['..', 'outside.json'],
      ['../outside.json'],
      ['fonts', '..', '..', 'outside.json'],
      ['link.json'],
      ['.hidden.json'],
      ['notes.txt'],
      ['fonts'],
      [''],
      [],
      ['/etc/passwd.json'],
      ['dark.json\0.json'],
    ]
    for (const names of tries) expect(await findMapFile(names, style), names.join('/')).toBeNull()
    expect(await findMapFile(['dark.json'], undefined)).toBeNull()
    expect(await findMapFile(['dark.json'], 'https://maps.example/dark.json')).toBeNull()
  })

  it('follows the one link that the operator has set, and knows when the file is another', async () => {
    const link = path.join(root, 'current.pmtiles')
    const before = await findMapFile(['current.pmtiles'], link)
    expect(before?.size).toBe(10)
    put('maps/county.pmtiles', 'another one')
    expect((await findMapFile(['current.pmtiles'], link))?.tag).not.toBe(before?.tag)
    put('maps/county.pmtiles', '0123456789')
  })

  it('reads parts', async () => {
    const file = await findMapFile(['county.pmtiles'], single)
    expect(await text(file?.read(0, 9))).toBe('0123456789')
    expect(await text(file?.read(3, 5))).toBe('345')
  })
})

describe('rangeOf', () => {
  it.each([
    ['bytes=0-4', { start: 0, end: 4 }],
    ['bytes=4-', { start: 4, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=8-400', { start: 8, end: 9 }],
    ['bytes=10-12', 'none'],
    ['bytes=-0', 'none'],
    // not ranges, or more than one: the whole file, as the standard allows
    ['bytes=5-2', null],
    ['bytes=0-1,4-5', null],
    ['bytes=-', null],
    ['lines=1-2', null],
    ['', null],
    [null, null],
  ])('%s', (header, expected) => expect(rangeOf(header, 10)).toEqual(expected))
})
