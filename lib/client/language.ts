import { isLanguage, LANGUAGE_OF_REQUEST, type Language, languageOf, type Words } from '@/lib/domain/language'

type Holder = typeof globalThis & { [LANGUAGE_OF_REQUEST]?: { getStore(): unknown } }

/**
 * The language of the page: on the server that of the request that is being answered, in the browser that of the document. One that tells of a
 * fault (403, 404) has none until the browser has rendered it; then the address and the cookie tell, as they told the server.
 */
export function currentLanguage(): Language {
  if (typeof document !== 'undefined') {
    const { lang } = document.documentElement
    return isLanguage(lang) ? lang : languageOf(location.search, document.cookie)
  }
  const holder: Holder = globalThis
  const language = holder[LANGUAGE_OF_REQUEST]?.getStore()
  return isLanguage(language) ? language : 'zh-CN'
}

/** A name in the language of the page. */
export const said = (words: Words): string => (currentLanguage() === 'en' ? words.en : words.zh)

/** What the same texts are in another language: texts for texts, functions of the same arguments for functions, lists as long. */
export type Translated<T> = T extends string
  ? string
  : T extends (...of: infer A) => string
    ? (...of: A) => string
    : T extends readonly string[]
      ? readonly string[]
      : { readonly [K in keyof T]: Translated<T[K]> }

/**
 * Texts that are read in the language of the page at the moment of reading, whole groups of them too: `const { nav } = texts` at the top
 * of a module is a group that still follows. A single text must be read where it is shown.
 */
export function inLanguage<T extends object>(zh: T, en: Translated<T>): T {
  const group = (path: readonly string[]): T => {
    const now = () => path.reduce<unknown>((at, name) => (isGroup(at) ? Reflect.get(at, name) : undefined), currentLanguage() === 'en' ? en : zh)
    const target: object = {}
    const read = (name: string | symbol): unknown => {
      const texts = now()
      const value: unknown = isGroup(texts) ? Reflect.get(texts, name) : undefined
      return isGroup(value) && typeof name === 'string' ? group([...path, name]) : value
    }
    const proxy: unknown = new Proxy(target, {
      get: (_, name) => read(name),
      has: (_, name) => isGroup(now()) && Reflect.has(Object(now()), name),
      ownKeys: () => Reflect.ownKeys(Object(now())),
      getOwnPropertyDescriptor: (_, name) => ({ value: read(name), enumerable: true, configurable: true }),
    })
    return isSame<T>(proxy) ? proxy : zh
  }
  return group([])
}

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value)
/** A proxy of a group has its type: every reading of it is one of the group in force. */
const isSame = <T>(value: unknown): value is T => value !== undefined
