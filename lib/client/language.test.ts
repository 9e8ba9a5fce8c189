import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, expect, test, vi } from 'vitest'
import { LANGUAGE_OF_REQUEST, languageOf } from '@/lib/domain/language'
import { currentLanguage, inLanguage } from './language'

const zh = { title: '工作台', nav: { desk: '台', days: ['日', '一'] }, count: (n: number) => `${n} 件` }
const en = { title: 'Desk', nav: { desk: 'Desk', days: ['Sun', 'Mon'] }, count: (n: number) => `${n} events` }
const texts = inLanguage(zh, en)
const { nav } = texts

afterEach(() => Reflect.deleteProperty(globalThis, LANGUAGE_OF_REQUEST))

test('texts are read in the language of the request that is being answered, groups taken at the top of a module too', async () => {
  const storage = new AsyncLocalStorage<string>()
  Object.assign(globalThis, { [LANGUAGE_OF_REQUEST]: storage })
  const read = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return [
      texts.title,
      nav.desk,
      nav.days[1],
      texts.count(2),
      Object.entries(nav)
        .map(([name]) => name)
        .join(),
    ]
  }
  const [first, second] = await Promise.all([storage.run('en', read), storage.run('zh-CN', read)])
  expect(first).toEqual(['Desk', 'Desk', 'Mon', '2 events', 'desk,days'])
  expect(second).toEqual(['工作台', '台', '一', '2 件', 'desk,days'])
})

test('Chinese is spoken where nothing else is said', () => {
  expect(currentLanguage()).toBe('zh-CN')
  expect(texts.title).toBe('工作台')
  expect('desk' in nav && !('nothing' in nav)).toBe(true)
})

test('the address holds against the cookie, and nothing else is a language', () => {
  expect(languageOf('/wall?lang=en', undefined)).toBe('en')
  expect(languageOf('/wall?lang=zh-CN', 'a=b; gridsight_lang=en')).toBe('zh-CN')
  expect(languageOf('/wall', 'a=b; gridsight_lang=en')).toBe('en')
  expect(languageOf('/wall?lang=xx', 'gridsight_lang=yy')).toBe('zh-CN')
})

test('a document that has no language yet is in that of its address, or of its cookie', () => {
  const open = (lang: string, search: string, cookie: string) => {
    vi.stubGlobal('document', { documentElement: { lang }, cookie })
    vi.stubGlobal('location', { search })
    return currentLanguage()
  }
  try {
    expect(open('', '', 'a=b; gridsight_lang=en')).toBe('en')
    expect(open('', '?lang=en', '')).toBe('en')
    expect(open('', '', '')).toBe('zh-CN')
    expect(open('zh-CN', '', 'gridsight_lang=en')).toBe('zh-CN')
  } finally {
    vi.unstubAllGlobals()
  }
})
