import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
/** A process that runs from its sources starts sources; any other starts what was compiled of them. */
const fromSources = process.execArgv.some((arg) => /\btsx\b/.test(arg))

/** The compiled file of a program (`lib/server/main.ts`), which lib/cli/programs.mjs makes. */
export const compiledProgram = (source: string): string =>
  path.join(
    root,
    '.compiled',
    `${source
      .replace(/^lib\//, '')
      .replace(/\.ts$/, '')
      .replaceAll('/', '-')}.js`,
  )

/** How Node runs a program of ours as another process: its own options, and the file. */
export function programOf(source: string): { execArgv: string[]; file: string } {
  if (!fromSources) return { execArgv: [], file: compiledProgram(source) }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  return { execArgv: ['--import', tsx], file: path.join(root, source) }
}
