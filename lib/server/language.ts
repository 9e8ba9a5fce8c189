import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import { LANGUAGE_OF_REQUEST, type Language, languageOf } from '@/lib/domain/language'

/** Answers requests so that the pages made meanwhile speak the language that the request asks for (client/language.ts). */
export function speakLanguages(): <T>(request: Pick<IncomingMessage, 'url' | 'headers'>, answer: () => Promise<T>) => Promise<T> {
  const storage = new AsyncLocalStorage<Language>()
  Object.assign(globalThis, { [LANGUAGE_OF_REQUEST]: storage })
  return ({ url = '', headers }, answer) => storage.run(languageOf(url, headers.cookie), answer)
}
