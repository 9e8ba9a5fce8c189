import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** Does whoever asks take an answer packed with gzip? */
export const takesGzip = (accepts: string | string[] | undefined): boolean => /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(accepts ?? ''))

/** Packs a whole answer, beside the event loop. */
export const pack = promisify(gzip)
