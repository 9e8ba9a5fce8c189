// The programs of the server and the command line, compiled: they start in a third of the time that their sources take.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import process from 'node:process'
import { build } from 'esbuild'

/** What is started as a process of its own; lib/program.ts says how. */
const PROGRAMS = [
  'lib/server/main.ts',
  'lib/server/scan-process.ts',
  'lib/server/backtest-process.ts',
  'lib/cli/gridsight.ts',
  'lib/cli/backtest-process.ts',
  'lib/db/embedded/child.ts',
  'lib/demo/feed.ts',
  'lib/demo/seed-process.ts',
]
/** All in one folder, from which sources are found by one step up. */
const FOLDER = '.compiled'

/** Where a program lies, for instance `.compiled/server-main.js`. */
const nameOf = (source) =>
  source
    .replace(/^lib\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-')

/** `import.meta.url` stays the address of the source, wherever its code comes to lie. */
const sourceAddresses = (folder) => ({
  name: 'source-addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\/lib\/.*\.ts$/ }, ({ path: file }) => {
      const text = fs.readFileSync(file, 'utf8')
      const address = JSON.stringify(path.relative(folder, file))
      return { loader: 'ts', contents: text.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`) }
    })
  },
})

/** A function of mathematics comes as a package that needs a hundred others: 330 small files, which Node takes 40 ms to find at each start. */
const mathsWithin = {
  name: 'maths-within',
  setup({ onResolve }) {
    onResolve({ filter: /^@stdlib\// }, ({ path: name, resolveDir }) => ({ path: createRequire(`${resolveDir}/`).resolve(name) }))
  },
}

/**
 * Compiles programs anew into a folder of this repository; other packages stay outside.
 * @param {string[]} sources
 * @param {string} folder
 */
export async function compilePrograms(sources = PROGRAMS, folder = FOLDER) {
  fs.rmSync(folder, { recursive: true, force: true })
  await build({
    entryPoints: Object.fromEntries(sources.map((source) => [nameOf(source), source])),
    outdir: folder,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    plugins: [sourceAddresses(path.resolve(folder)), mathsWithin],
    logLevel: 'error',
  })
}

if (process.argv[1] && path.basename(process.argv[1]) === 'programs.mjs') await compilePrograms()
