import type { TestProject } from 'vitest/node'
import { type FoundBrowser, findBrowser } from '../browser'

declare module 'vitest' {
  interface ProvidedContext {
    /** the browser of the tests, or why there is none */
    browser: FoundBrowser | { missing: string }
  }
}

/** Of vitest: finds the browser once, since the search may mean a download. Tests that need none run without it. */
export default async function setup(project: TestProject): Promise<void> {
  const found = await findBrowser().catch((error: unknown) => ({ missing: error instanceof Error ? error.message : String(error) }))
  project.provide('browser', found)
  if (!('missing' in found)) console.log(`browser: ${found.executablePath} (${found.source})`)
}
