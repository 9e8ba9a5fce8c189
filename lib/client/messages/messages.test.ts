import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { zh } from './zh-CN'

const root = path.resolve(import.meta.dirname, '../../..')
const sources = ['components', 'app'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => path.join(folder, file)),
)

describe('texts', () => {
  test('stand in message files and nowhere in the interface', () => {
    expect(sources.length).toBeGreaterThan(20)
    const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
    const found = sources.filter((file) => /\p{Script=Han}/u.test(withoutComments(readFileSync(path.join(root, file), 'utf8'))))
    expect(found).toEqual([])
  })
  test('say what the state of truth is', () => {
    expect(zh.truth.catching(1234)).toBe('补收中（差 1,234 条）')
    expect(zh.truth.catching(0)).toBe('补收中')
    expect(zh.truth.stale(17)).toBe('数据滞后 17 秒')
    expect(zh.truth.lastWord('14:32:09', 2)).toBe('服务器 14:32:09')
    expect(zh.truth.lastWord('14:32:09', 21)).toBe('服务器 14:32:09（21 秒前）')
  })
})
