// `npm run bundle`: one archive that starts on a Linux machine with Node and without any network, be its processor x64 or arm64.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { noticesOf } from './bundle-notices.mjs'
import { copyPackage, fetchPackage, importedPackages, neededPackages } from './bundle-packages.mjs'
import { filesUnder } from './steps.mjs'

const CPUS = ['x64', 'arm64']
/** Rooms that run on the server; the pages are in the build. */
const ROOMS = fs.readdirSync('lib').filter((name) => name !== 'testing' && name !== 'client')
const BESIDE = ['.npmrc', 'package.json', 'next.config.js', 'README.md', 'LICENSE', 'NOTICE']
/** What runs although no file of ours names it. */
const UNNAMED = ['react', 'react-dom']

const fail = (text) => {
  throw Object.assign(new Error(text), { expected: true })
}
const say = (text) => process.stderr.write(`✓ ${text}\n`)

function options() {
  const usage = 'Usage: npm run bundle [-- --cpu x64,arm64] [--out FOLDER]'
  try {
    const { values } = parseArgs({ options: { cpu: { type: 'string', default: CPUS.join() }, out: { type: 'string', default: 'dist' } } })
    const cpus = values.cpu.split(',')
    if (cpus.every((cpu) => CPUS.includes(cpu))) return { cpus, out: values.out }
  } catch {
    // said below
  }
  process.stderr.write(`${usage}\n`)
  process.exit(2)
}

/** The compiled programs, the commands that run them, and what they read as they run. */
function copyPrograms(stage) {
  const commands = filesUnder('lib/cli').filter((file) => file.endsWith('.mjs'))
  for (const file of [...commands, ...['.compiled', 'prisma', 'public', 'docs'].flatMap((root) => filesUnder(root))]) {
    fs.mkdirSync(path.dirname(path.join(stage, file)), { recursive: true })
    fs.copyFileSync(file, path.join(stage, file))
  }
  for (const file of BESIDE) if (fs.existsSync(file)) fs.copyFileSync(file, path.join(stage, file))
}

/** The build without what the next build would read. Its links into node_modules stay links. */
function copyBuild(stage) {
  const left = /^(?:cache|dev|diagnostics|trace[\w-]*|types|turbopack|build)(?:\/|$)|\.map$/
  fs.cpSync('.next', path.join(stage, '.next'), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !left.test(path.relative('.next', source)),
  })
}

/** A package.json with what can be done with a bundle. */
function trimPackage(stage) {
  const file = path.join(stage, 'package.json')
  const { devDependencies: _, overrides: __, scripts, ...rest } = JSON.parse(fs.readFileSync(file, 'utf8'))
  fs.writeFileSync(file, `${JSON.stringify({ ...rest, scripts: { start: scripts.start, gridsight: scripts.gridsight } }, null, 2)}\n`)
}

function main() {
  const { cpus, out } = options()
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'))
  const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'))
  const name = `gridsight-${version}`
  const scratch = path.join('.cache', 'bundle')
  const stage = path.join(scratch, name)
  fs.rmSync(scratch, { recursive: true, force: true })
  fs.mkdirSync(stage, { recursive: true })

  copyPrograms(stage)
  copyBuild(stage)
  trimPackage(stage)
  say('Programs, pages and fonts')

  const imported = importedPackages(ROOMS.map((room) => `lib/${room}`)).filter((root) => `node_modules/${root}` in packages)
  const needed = neededPackages(packages, [...imported, ...UNNAMED], cpus)
  let fetched = 0
  for (const place of needed) {
    if (fs.existsSync(place)) copyPackage(place, stage)
    else if (packages[place].cpu) {
      fetchPackage(place, packages[place], stage, path.join(scratch, 'packs'))
      fetched++
    } else if (!packages[place].optional && !packages[place].peer) fail(`${place} is not installed: run npm ci`)
  }
  say(`${needed.length} packages${fetched ? `, ${fetched} of them fetched for another processor` : ''}`)

  const shipped = Object.keys(packages).filter((place) => place !== '' && !packages[place].dev && (needed.includes(place) || fs.existsSync(place)))
  const notices = noticesOf(packages, shipped)
  fs.writeFileSync(path.join(stage, 'THIRD-PARTY-NOTICES.txt'), notices)
  // the pages carry code of others to browsers, and so their notices
  fs.writeFileSync(path.join(stage, 'public', 'notices.txt'), notices)
  const commit = spawnSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).stdout?.trim() || null
  fs.writeFileSync(path.join(stage, 'bundle.json'), `${JSON.stringify({ version, commit, cpus }, null, 2)}\n`)

  fs.mkdirSync(out, { recursive: true })
  const archive = path.join(out, `${name}-linux${cpus.length === 1 ? `-${cpus[0]}` : ''}.tar.gz`)
  const packed = spawnSync('tar', ['-czf', archive, '-C', scratch, '--owner=0', '--group=0', name], { encoding: 'utf8' })
  if (packed.status !== 0) fail(`The archive could not be written: ${packed.stderr?.trim() || packed.error?.message}`)
  fs.rmSync(scratch, { recursive: true, force: true })
  say(`${archive}, ${(fs.statSync(archive).size / 1e6).toFixed(0)} MB`)
  process.stdout.write(`${archive}\n`)
}

try {
  main()
} catch (error) {
  process.stderr.write(`${error?.expected ? error.message : String(error?.stack || error)}\n`)
  process.exitCode = 1
}
