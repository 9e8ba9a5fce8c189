// What has to be there before anything of ours can run: packages, the database client, assets and a build. Each step knows from a
// marker whether it has been done for exactly these inputs, so that a second start costs milliseconds.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { filesUnder, step, withLock } from './steps.mjs'

const HIDDEN_LOCK = 'node_modules/.package-lock.json'
const INSTALL_MARKER = 'node_modules/.gridsight-install'
const CLIENT_MARKER = 'lib/db/generated/.gridsight-schema'
const BUILD_MARKER = '.next/gridsight-build'
const PROGRAMS_MARKER = '.compiled/gridsight-sources'

const read = (file) => {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
const digest = (...texts) => texts.reduce((hash, text) => hash.update(text).update('\0'), createHash('sha256')).digest('hex')

/** Are the packages of the lock installed? Asks npm's own record of node_modules, so that a plain `npm install` counts too. */
function packagesFit(lock, dev) {
  const hidden = read(HIDDEN_LOCK)
  if (hidden === null) return false
  const { packages: wanted } = JSON.parse(lock)
  const { packages: there } = JSON.parse(hidden)
  return Object.entries(wanted).every(
    ([at, p]) => at === '' || p.optional || p.devOptional || p.peer || (p.dev && !dev) || there[at]?.version === p.version,
  )
}

/** Installs the packages of package-lock.json when they are not there; with `dev`, those of tests and benchmarks too. */
export async function install({ dev }) {
  const lock = fs.readFileSync('package-lock.json', 'utf8')
  const done = read(INSTALL_MARKER)
  const mark = (withDev) => `${digest(lock)} ${withDev ? 'all' : 'production'}`
  if (done === mark(true) || (!dev && done === mark(false))) return
  await withLock('node_modules', async () => {
    for (const withDev of [true, false]) {
      if ((withDev || !dev) && packagesFit(lock, withDev)) return fs.writeFileSync(INSTALL_MARKER, mark(withDev))
    }
    const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
    const all = dev || process.env.NODE_ENV !== 'production'
    await step('Installing packages (npm ci)', [
      ...npm,
      'ci',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...(all ? ['--include=dev'] : ['--omit=dev']),
    ])
    fs.writeFileSync(INSTALL_MARKER, mark(all))
  })
}

/** Generates the database client. Any executable in the place of Prisma's schema engine keeps it from looking for a download. */
export async function client() {
  const mark = digest(fs.readFileSync('prisma/schema.prisma'), fs.readFileSync('node_modules/prisma/package.json'))
  if (read(CLIENT_MARKER) === mark) return
  await withLock('client', async () => {
    if (read(CLIENT_MARKER) === mark) return
    await step('Making the database client (prisma generate)', [process.execPath, 'node_modules/prisma/build/index.js', 'generate', '--no-hints'], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    })
    fs.writeFileSync(CLIENT_MARKER, mark)
  })
}

/** Copies what the browser needs out of the packages into public/ (fonts); what is there already is left alone. */
export async function assets() {
  const { prepareAssets } = await import('./prepare-assets.mjs')
  prepareAssets(process.cwd())
}

/** What a build is made of: everything the pages and handlers can import, and the settings of the tools. */
function buildInputs() {
  const roots = [
    'app',
    'components',
    'lib/domain',
    'lib/warning',
    'lib/db',
    'lib/basemap',
    'lib/api',
    'lib/live',
    'lib/client',
    'prisma/schema.prisma',
    'lib/env.ts',
  ]
  const beside = fs
    .readdirSync('.')
    .filter((name) => /^(next\.config|postcss\.config|proxy|middleware|instrumentation)[.\w-]*$|^(package-lock|tsconfig)\.json$/.test(name))
  return [...roots.flatMap((root) => filesUnder(root)), ...beside].filter((file) => !/\.(test|spec)\.\w+$|(^|\/)\.gridsight-/.test(file)).sort()
}

/** Compiles the programs of the server and the command line when one of their sources changed. */
export async function programs() {
  const sources = filesUnder('lib').filter((file) => /\.(?:ts|mjs)$/.test(file) && !/\.test\.ts$|^lib\/(?:testing|client)\//.test(file))
  const mark = digest(...[...sources, 'package-lock.json', 'tsconfig.json'].sort().map((file) => `${file}\0${fs.readFileSync(file, 'utf8')}`))
  if (read(PROGRAMS_MARKER) === mark) return
  await withLock('programs', async () => {
    if (read(PROGRAMS_MARKER) === mark) return
    await step('Compiling the programs (esbuild)', [process.execPath, 'lib/cli/programs.mjs'])
    fs.writeFileSync(PROGRAMS_MARKER, mark)
  })
}

/** Builds the pages when one of their sources changed since the last build. */
export async function build() {
  const hash = createHash('sha256')
  for (const file of buildInputs()) hash.update(file).update('\0').update(fs.readFileSync(file)).update('\0')
  const mark = hash.digest('hex')
  if (read(BUILD_MARKER) === mark) return
  await withLock('build', async () => {
    if (read(BUILD_MARKER) === mark) return
    fs.rmSync(BUILD_MARKER, { force: true })
    await step('Building the pages (next build)', [process.execPath, 'node_modules/next/dist/bin/next', 'build'], {
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
    })
    fs.mkdirSync(path.dirname(BUILD_MARKER), { recursive: true })
    fs.writeFileSync(BUILD_MARKER, mark)
  })
}
