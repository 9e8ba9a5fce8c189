/**
 * The rooms of the house and whom each may import, the one table that docs/architecture.md draws. A room is the longest folder name
 * here that holds the file. Tests, benchmarks and settings of tools may import any room.
 */
const rooms: Record<string, readonly string[]> = {
  app: ['app', 'components', 'lib/client', 'lib/basemap', 'lib/live', 'lib/db', 'lib/domain', 'lib/env'],
  'app/api': ['app/api', 'lib/basemap', 'lib/live', 'lib/db', 'lib/domain'],
  components: ['components', 'components/map', 'lib/client', 'lib/domain'],
  'components/map': ['components/map', 'components', 'lib/client', 'lib/domain'],
  'lib/domain': ['lib/domain'],
  'lib/warning': ['lib/warning', 'lib/domain'],
  'lib/env': [],
  'lib/db': ['lib/db', 'lib/domain', 'lib/env'],
  'lib/live': ['lib/live', 'lib/db', 'lib/domain'],
  'lib/basemap': ['lib/basemap', 'lib/domain', 'lib/env'],
  'lib/server': ['lib/server', 'lib/live', 'lib/db', 'lib/domain', 'lib/warning', 'lib/env'],
  'lib/client': ['lib/client', 'lib/domain'],
  'lib/demo': ['lib/demo', 'lib/db', 'lib/domain', 'lib/warning', 'lib/env'],
  'lib/cli': ['lib/cli', 'lib/demo', 'lib/live', 'lib/db', 'lib/domain', 'lib/warning', 'lib/env'],
}

/** Packages that only some rooms may import; every other package is free. */
const owned: readonly { packages: RegExp; rooms: readonly string[] }[] = [
  { packages: /^(pg|pg-[\w-]+|@prisma\/.+|prisma|@electric-sql\/.+)$/, rooms: ['lib/db'] },
  { packages: /^(@deck\.gl\/.+|maplibre-gl|mapbox-gl)$/, rooms: ['components/map'] },
  { packages: /^(socket\.io)$/, rooms: ['lib/server'] },
  { packages: /^(socket\.io-client)$/, rooms: ['lib/client'] },
  { packages: /^next$/, rooms: ['app', 'app/api', 'components', 'lib/server'] },
  { packages: /^(react|react-dom|recharts)$/, rooms: ['app', 'components', 'components/map', 'lib/client'] },
]

/** Rooms that run in a browser too and so may not import Node's own modules. */
const withoutNode = ['lib/domain', 'lib/warning', 'lib/client', 'components', 'components/map']
/** The only packages of the pure rooms. */
const pure: Record<string, RegExp> = { 'lib/domain': /^(zod|gcoord)$/, 'lib/warning': /^zod$/ }

/** The room of a file (path from the repository's root), or null for what stands outside the rooms: tests, bench, settings of tools. */
export function roomOf(file: string): string | null {
  if (/\.test\.tsx?$/.test(file)) return null
  let found: string | null = null
  for (const room of Object.keys(rooms)) {
    const inside = file.startsWith(`${room}/`) || file === `${room}.ts`
    if (inside && (found === null || room.length > found.length)) found = room
  }
  return found
}

/** Why `from` may not import the file `to`, or null when it may. */
export function objectionToFile(from: string, to: string): string | null {
  const room = roomOf(from)
  if (to.startsWith('lib/testing/') && room !== null) return 'only tests import lib/testing'
  const target = roomOf(to)
  if (room === null || target === null || rooms[room]?.includes(target)) return null
  return `${room} may not import ${target}`
}

/** Why `from` may not import a package or a module of Node's, or null when it may. */
export function objectionToPackage(from: string, specifier: string): string | null {
  const room = roomOf(from)
  if (room === null) return null
  if (specifier.startsWith('node:')) return withoutNode.includes(room) ? `${room} runs in a browser too` : null
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? specifier)
  const only = pure[room]
  if (only && !only.test(name)) return `${room} is pure`
  const owner = owned.find((o) => o.packages.test(name))
  return owner && !owner.rooms.includes(room) ? `${name} belongs to ${owner.rooms.join(', ')}` : null
}
