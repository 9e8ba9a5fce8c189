import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

type Package = {
  name?: string
  version?: string
  resolved?: string
  integrity?: string
  dev?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}
type Lock = { packages: Record<string, Package> }

const readLock = (): Lock => JSON.parse(readFileSync('package-lock.json', 'utf8'))

/** The folder in which a package at `at` finds its dependency `name`: its own, or one further up. */
function placeOf(lock: Lock, at: string, name: string): string | null {
  for (let base = at; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    const place = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`
    if (place in lock.packages) return place
    if (base === '' || !base.includes('/node_modules/'))
      return base === '' ? null : `node_modules/${name}` in lock.packages ? `node_modules/${name}` : null
  }
}

/** Optional packages that some package of the lock asks for and the lock does not have, with the version and who asks. */
export function missingOptional(lock: Lock): { name: string; version: string; dev: boolean }[] {
  return Object.entries(lock.packages).flatMap(([at, p]) =>
    Object.entries(p.optionalDependencies ?? {})
      .filter(([name]) => placeOf(lock, at, name) === null)
      .map(([name, version]) => ({ name, version, dev: p.dev === true })),
  )
}

const systems: Record<string, string> = {
  darwin: 'darwin',
  win32: 'win32',
  android: 'android',
  freebsd: 'freebsd',
  linux: 'linux',
  openharmony: 'openharmony',
}

/** What npm would have written for a binary of another platform: its name says which. */
export function platformOf(name: string): { cpu?: string[]; os?: string[]; libc?: string[] } {
  const parts = name.split('/').at(-1)?.split('-') ?? []
  const cpu = parts
    .map((p) => ({ x64: 'x64', arm64: 'arm64', arm: 'arm', ia32: 'ia32', ppc64: 'ppc64', riscv64: 'riscv64', s390x: 's390x', wasm32: 'wasm32' })[p])
    .find(Boolean)
  const os = parts.map((p) => systems[p]).find(Boolean)
  const libc = parts.some((p) => p.startsWith('musl')) ? 'musl' : os === 'linux' ? 'glibc' : undefined
  return { ...(cpu ? { cpu: [cpu] } : {}), ...(libc ? { libc: [libc] } : {}), ...(os ? { os: [os] } : {}) }
}

/** Packages that were fetched and are written down without the address of npm's own registry, with that address. */
export function withoutAddress(lock: Lock): { at: string; resolved: string }[] {
  return Object.entries(lock.packages).flatMap(([at, { name = at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length), ...p }]) => {
    const resolved = `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1)}-${p.version}.tgz`
    return p.integrity === undefined || p.resolved === resolved ? [] : [{ at, resolved }]
  })
}

/**
 * The lock with an entry for every optional package, and an address for each that was fetched. npm leaves out a binary of another platform
 * where the registry it asked does not serve it, and `npm ci` then refuses the lock everywhere, also on that platform. Without an address
 * `npm ci` reads all that a registry says of each package, every version of it, to learn one; of npm's own registry it asks the path of
 * whichever is set.
 */
export function completeLock(lock: Lock): Lock {
  const added = missingOptional(lock).map(({ name, version, dev }): [string, Package] => [
    `node_modules/${name}`,
    { version: version.replace(/^\D+/, ''), ...(dev ? { dev } : {}), optional: true, ...platformOf(name) },
  ])
  const addresses = new Map(withoutAddress(lock).map(({ at, resolved }) => [at, resolved]))
  const there = Object.entries(lock.packages).map(([at, p]): [string, Package] => {
    const resolved = addresses.get(at)
    // in the order in which npm writes them
    return [at, resolved === undefined ? p : Object.assign({ version: '', resolved }, p, { resolved })]
  })
  const all = [...there, ...added].sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries(all) }
}

/** Missing entries and addresses of package-lock.json, one line each. */
export function incompleteLock(): string[] {
  const lock = readLock()
  const lacks = [...missingOptional(lock).map(({ name }) => name), ...withoutAddress(lock).map(({ at }) => `the address of ${at}`)]
  return lacks.map((what) => `package-lock.json lacks ${what}: run node --import tsx lib/testing/house/lock.ts`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync('package-lock.json', `${JSON.stringify(completeLock(readLock()), null, 2)}\n`)
}
