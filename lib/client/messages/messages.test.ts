import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { PANELS } from '@/components/wall/panels'
import type { Language } from '@/lib/domain/language'
import { wallTexts } from './wall'

const root = path.resolve(import.meta.dirname, '../../..')
const sources = ['components', 'app'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => path.join(folder, file)),
)

const folder = import.meta.dirname
const groups = readdirSync(folder)
  .filter((file) => file.endsWith('.zh-CN.ts'))
  .map((file) => file.slice(0, -'.zh-CN.ts'.length))

/** Every text of a dictionary by its path; functions are called with figures and words. */
function textsOf(value: unknown, at: string): [path: string, text: string][] {
  if (typeof value === 'string') return [[at, value]]
  if (typeof value === 'function') return [[at, String(value(...Array.from({ length: value.length }, () => 7)))]]
  return Object.entries(value ?? {}).flatMap(([name, of]) => textsOf(of, `${at}.${name}`))
}

const panels = PANELS.flatMap(({ id, words }) =>
  words ? [{ name: `panel ${id}`, read: async (of: Language) => textsOf(of === 'en' ? words.en : words.zh, id) }] : [],
)
const files = groups.map((group) => ({
  name: group,
  read: async (language: Language) => {
    const texts: unknown = await import(path.join(folder, `${group}.${language}.ts`))
    return Object.values(texts ?? {}).flatMap((dictionary) => textsOf(dictionary, group))
  },
}))

describe.each([...files, ...panels])('$name', ({ read }) => {
  test('is there in both languages, text for text', async () => {
    const [zh, en] = [await read('zh-CN'), await read('en')]
    expect(en.map(([at]) => at).sort()).toEqual(zh.map(([at]) => at).sort())
    for (const [at, text] of zh) expect(text, at).not.toBe('')
  })
  test('says in English what is said in Chinese, without a Chinese word left', async () => {
    for (const [at, text] of await read('en')) expect(text, at).not.toMatch(/\p{Script=Han}/u)
  })
})

describe('texts', () => {
  test('stand in message files and with the panels that show them, and nowhere else in the interface', () => {
    expect(sources.length).toBeGreaterThan(20)
    const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
    // of a panel the test above has read its words
    const withoutWords = (source: string) => source.replace(/^const words = \{[\s\S]*?^\}$/m, '')
    const rest = (file: string, source: string) => (file.startsWith('components/panels/') ? withoutWords(source) : source)
    const found = sources.filter((file) => /\p{Script=Han}/u.test(withoutComments(rest(file, readFileSync(path.join(root, file), 'utf8')))))
    expect(found).toEqual([])
  })
  test('say what the state of truth is', () => {
    expect(wallTexts.truth.catching(1234)).toBe('补收中（差 1,234 条）')
    expect(wallTexts.truth.catching(0)).toBe('补收中')
    expect(wallTexts.truth.stale(17)).toBe('数据滞后 17 秒')
    expect(wallTexts.truth.lastWord('14:32:09', 2)).toBe('服务器 14:32:09')
    expect(wallTexts.truth.lastWord('14:32:09', 21)).toBe('服务器 14:32:09（21 秒前）')
  })
})
