import type { RunFailureCode } from '@/lib/domain/run-failure'

/** A file that cannot be used; the message is a sentence with what to do, `failure` what is said of it in other languages. */
export class FileError extends Error {
  override readonly name = 'FileError'
  readonly failure: { code: RunFailureCode; params: string[] } | null

  constructor(message: string, code?: RunFailureCode, ...params: string[]) {
    super(message)
    this.failure = code === undefined ? null : { code, params }
  }

  /** The same of a file that lies here under another name than its own. */
  named(here: string, own: string): FileError {
    const told = (text: string) => text.replaceAll(here, own)
    return new FileError(told(this.message), this.failure?.code, ...(this.failure?.params ?? []).map(told))
  }
}
