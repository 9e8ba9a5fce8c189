import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'

/**
 * The build of the pages that this process serves, by which a page knows that the server has a newer one; `development` while pages are
 * made as they are asked for.
 */
export function readBuild(dev: boolean): string {
  if (dev) return 'development'
  try {
    return readFileSync(new URL('../../.next/BUILD_ID', import.meta.url), 'utf8').trim()
  } catch {
    return 'unknown'
  }
}

/** The product's version, of package.json. */
export function readVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))).version
}
