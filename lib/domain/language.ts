/** The languages of the interface: Chinese, and English beside it. */
export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** A name in each language. */
export type Words = { readonly zh: string; readonly en: string }

/** The cookie that a browser keeps its language in; `?lang=` in an address holds against it. */
export const LANGUAGE_COOKIE = 'gridsight_lang'

/** Where on globalThis the server says which language the page that is being made is in: one instance a process. */
export const LANGUAGE_OF_REQUEST = Symbol.for('gridsight.language')

export const isLanguage = (value: unknown): value is Language => LANGUAGES.some((language) => language === value)

/** The language a request asks for: by `?lang=` in its address, else by the cookie. */
export function languageOf(url: string, cookies: string | undefined): Language {
  const asked = new URLSearchParams(url.split('?')[1] ?? '').get('lang')
  if (isLanguage(asked)) return asked
  const kept = new RegExp(`(?:^|;\\s*)${LANGUAGE_COOKIE}=([\\w-]+)`).exec(cookies ?? '')?.[1]
  return isLanguage(kept) ? kept : 'zh-CN'
}
