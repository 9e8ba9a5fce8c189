import { existsSync } from 'node:fs'

/** A room: what it holds, and the rooms that it may import beside itself. */
type Room = { holds: string; may: readonly string[] }

/**
 * The rooms of the house: the one table, which `npm run validate` holds the code to, and which docs/architecture.md shows (`roomTable`). A
 * file is in the room of the longest folder name here that holds it. Tests, benchmarks and settings of tools may import any room.
 */
const rooms: Readonly<Record<string, Room>> = {
  app: {
    holds: 'pages',
    may: ['components', 'lib/client', 'lib/basemap', 'lib/api', 'lib/live', 'lib/db', 'lib/domain', 'lib/env'],
  },
  'app/api': {
    holds: 'the door of the API: every address of it goes to lib/api',
    may: ['lib/api'],
  },
  components: { holds: 'React, a folder a screen', may: ['components/map', 'lib/client', 'lib/domain'] },
  'components/map': { holds: 'the map, the only importer of MapLibre, Mapbox and deck.gl; it knows no screen', may: ['lib/client', 'lib/domain'] },
  'lib/domain': { holds: 'nouns: schema, inferred type, pure functions', may: [] },
  'lib/warning': { holds: 'detectors: pure functions from counts to alarms', may: ['lib/domain'] },
  'lib/db': { holds: 'the only SQL, a folder a noun; the embedded engine', may: ['lib/domain', 'lib/env', 'lib/program'] },
  'lib/sources': {
    holds: 'what other systems hold: tables of their files, the addresses that they lie at, the runs of a source',
    may: ['lib/db', 'lib/domain', 'lib/env'],
  },
  'lib/live': { holds: 'what is folded from the log in memory: the board, and the books of other kinds', may: ['lib/db', 'lib/domain'] },
  'lib/api': {
    holds: 'what a route is made of (identity, limits, body, budget), the table of routes, and a file a resource',
    may: ['lib/basemap', 'lib/live', 'lib/sources', 'lib/db', 'lib/domain', 'lib/warning'],
  },
  'lib/basemap': { holds: 'the map under ours: what the settings ask for, its files, the door to 天地图', may: ['lib/domain', 'lib/env'] },
  'lib/server': {
    holds: 'the process: start, socket and rooms with their views, leased jobs',
    may: ['lib/api', 'lib/live', 'lib/sources', 'lib/db', 'lib/domain', 'lib/warning', 'lib/env', 'lib/program'],
  },
  'lib/client': { holds: 'stores, socket and texts of the browser', may: ['lib/domain'] },
  'lib/demo': {
    holds: 'the demonstration county; its live feed is a system like any other',
    may: ['lib/db', 'lib/domain', 'lib/warning', 'lib/env'],
  },
  'lib/cli': {
    holds: 'the operator’s commands, one a file',
    may: ['lib/demo', 'lib/live', 'lib/sources', 'lib/db', 'lib/domain', 'lib/warning', 'lib/env', 'lib/program'],
  },
  'lib/program': { holds: 'how a program of ours is started as a process: compiled, or from its source', may: [] },
  'lib/env': { holds: 'the settings, the only reader of the environment', may: [] },
}

/** The table as docs/architecture.md shows it, a line a row; a room that is not built yet is left out. */
export function roomTable(): string[] {
  const built = Object.entries(rooms).flatMap(([name, { holds, may }]) => {
    const place = [name, `${name}.ts`].find((file) => existsSync(file))
    const imports = may.filter((room) => existsSync(room) || existsSync(`${room}.ts`)).map((room) => room.replace(/^lib\//, ''))
    return place ? [`| \`${place}\` | ${holds} | ${imports.join(', ') || 'no other room'} |`] : []
  })
  return [...built, '| `lib/testing` | databases, servers and browsers for tests; the checks of the house | every room; only tests import it |']
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
const pure: Record<string, RegExp> = { 'lib/domain': /^(zod|gcoord|polylabel)$/, 'lib/warning': /^(zod|@stdlib\/math-base-special-\w+)$/ }

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
  if (room === null || target === null || room === target || rooms[room]?.may.includes(target)) return null
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
