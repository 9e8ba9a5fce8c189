// Which packages a start needs, and where each is got from: installed ones are copied, the natives of another processor are fetched.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { filesUnder } from './steps.mjs'

/** Packages that are asked for and that no start uses: compilers, what prepares a build, and what the programs were compiled with. */
const NOT_AT_RUN_TIME = /^(?:@next\/swc-|typescript$|esbuild$|@esbuild\/|prisma$|@prisma\/(?:dev|engines|studio)|caniuse-lite$|@types\/|@stdlib\/)/

/** The folder of a dependency as Node finds it: below the package that asks, or further up. Null: the lock has none. */
function placeOf(packages, at, name) {
  for (let base = at; ; ) {
    const place = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`
    if (place in packages) return place
    if (base === '') return null
    const up = base.lastIndexOf('/node_modules/')
    base = up < 0 ? '' : base.slice(0, up)
  }
}

/** Does a package run on Linux with one of these processors? Of two C libraries the common one. */
function runsOn({ os, cpu, libc }, cpus) {
  return (!os || os.includes('linux')) && (!cpu || cpu.some((c) => cpus.includes(c))) && (!libc || libc.includes('glibc'))
}

/** The places (`node_modules/…`) of `roots` and of all they need, on Linux with these processors, by the lock. */
export function neededPackages(packages, roots, cpus) {
  const needed = new Set()
  const add = (place) => {
    if (!place || needed.has(place)) return
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    if (NOT_AT_RUN_TIME.test(name) || !runsOn(packages[place], cpus)) return
    needed.add(place)
    const { dependencies, optionalDependencies } = packages[place]
    for (const of of Object.keys({ ...dependencies, ...optionalDependencies })) add(placeOf(packages, place, of))
  }
  for (const root of roots) add(placeOf(packages, '', root))
  return [...needed].sort()
}

/** Packages that the files of these folders import, whatever the quotes stand behind. */
export function importedPackages(folders) {
  const found = new Set()
  for (const file of folders.flatMap((folder) => filesUnder(folder))) {
    if (!/\.(?:ts|tsx|mjs)$/.test(file) || /\.test\.tsx?$/.test(file)) continue
    for (const [, specifier] of fs.readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g)) {
      if (/^(?:node:|\.|@\/)/.test(specifier)) continue
      found.add(
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      )
    }
  }
  return [...found].sort()
}

/** Files of packages that no start reads: maps and types, Next's other module format and documentation, Prisma for other databases, docx for browsers and its parts that no report is made of. */
const NOT_NEEDED = [
  /\.(?:map|d\.ts|d\.mts|d\.cts|md|markdown|flow|tsbuildinfo)$/i,
  /^next\/dist\/(?:esm|docs|bundle-analyzer)\//,
  /^@prisma\/client\/.*(?:cockroachdb|mysql|sqlite|sqlserver)/,
  /^(?:better-auth|kysely|zod|next)\/(?:src|docs)\//,
  /^docx\/(?!package\.json$|dist\/index\.[cm]js$)/,
]
const KEPT = /(?:^|\/)(?:licen[cs]e|notice|copying)[^/]*$/i

/** Whether a file (`name/of/package/file`) goes into the bundle. */
export const isNeeded = (file) => KEPT.test(file) || !NOT_NEEDED.some((pattern) => pattern.test(file))

/** Copies an installed package without the packages inside it, which have places of their own. */
export function copyPackage(place, target) {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
  fs.cpSync(place, path.join(target, place), {
    recursive: true,
    filter: (source) => {
      const inside = path.relative(place, source)
      return !/(?:^|\/)node_modules(?:\/|$)/.test(inside) && (inside === '' || isNeeded(`${name}/${inside}`))
    },
  })
}

/** Fetches a package that is not installed here and unpacks it; throws where it is not the one of the lock. */
export function fetchPackage(place, { version, integrity }, target, scratch) {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
  const packs = path.join(scratch, name.replaceAll('/', '-'))
  fs.mkdirSync(packs, { recursive: true })
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const packed = spawnSync(npm[0], [...npm.slice(1), 'pack', `${name}@${version}`, '--pack-destination', packs, '--silent'], { encoding: 'utf8' })
  const file = packed.status === 0 ? fs.readdirSync(packs).find((f) => f.endsWith('.tgz')) : undefined
  if (!file) throw Object.assign(new Error(`${name}@${version} could not be fetched: ${packed.stderr.trim().split('\n')[0]}`), { expected: true })
  const archive = path.join(packs, file)
  const [kind, wanted] = (integrity ?? '').split('-')
  if (wanted && createHash(kind).update(fs.readFileSync(archive)).digest('base64') !== wanted) {
    throw Object.assign(new Error(`${name}@${version} is not the package of package-lock.json`), { expected: true })
  }
  const to = path.join(target, place)
  fs.mkdirSync(to, { recursive: true })
  const unpacked = spawnSync('tar', ['-xzf', archive, '-C', to, '--strip-components=1'], { encoding: 'utf8' })
  if (unpacked.status !== 0) throw Object.assign(new Error(`${file} could not be unpacked: ${unpacked.stderr.trim()}`), { expected: true })
}
