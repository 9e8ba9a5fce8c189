import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { roomTable } from './rooms'

const tops = /^(?:app|bench|components|docs|lib|prisma|public|\.ci)(?:\/|$)/
const beside = /^[\w.-]+\.(?:json|[cm]?[jt]s|md|sql)$/
const made = /^(?:lib\/db\/generated|public\/fonts)(?:\/|$)/

/** What a document names: paths in backticks that look like ours, links and pictures, benchmarks, scripts. */
export function namesIn(text: string): { paths: string[]; links: string[]; scripts: string[]; benches: string[] } {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')
  const code = [...prose.matchAll(/`([^`\n]+)`/g)].map((m) => m[1] ?? '')
  const paths = code.filter((c) => /^[\w./@*{},[\]-]+$/.test(c) && (tops.test(c) || beside.test(c)) && !made.test(c))
  const links = [...prose.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((m) => m[1] ?? '').filter((l) => !/^[a-z]+:/.test(l))
  const benches = [...text.matchAll(/npm run bench -- ([\w-]+)/g)].map((m) => m[1] ?? '')
  const scripts = [...text.matchAll(/npm run (?:-s )?([\w-]+)/g)].map((m) => m[1] ?? '')
  return { paths, links, scripts, benches }
}

/** Does a path, a folder or a pattern with stars name something among the files? */
export function names(pattern: string, files: readonly string[]): boolean {
  const source = pattern.replace(/\/$/, '').replace(/[.+?^$()|[\]\\]/g, '\\$&')
  const stars = source
    .replace(/\*\*\/?/g, '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '.*')
  const choices = stars.replace(/\{([^}]*)\}/g, (_, list) => `(?:${String(list).replaceAll(',', '|')})`)
  const regex = new RegExp(`^${choices}(?:/|$)`)
  return files.some((f) => regex.test(f))
}

/** What the documents name and the repository does not have, one line each. */
export function staleDocs(): string[] {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter(Boolean)
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
  return files
    .filter((f) => /^(README|CONTRIBUTING)\.md$/.test(f) || /^docs\/.*\.md$/.test(f))
    .flatMap((file) => {
      const named = namesIn(readFileSync(file, 'utf8'))
      const missing = [
        ...named.paths.filter((p) => !names(p, files)),
        ...named.links.filter((l) => !names(path.join(path.dirname(file), l), files)),
        ...named.scripts.filter((s) => !(s in scripts)).map((s) => `npm run ${s}`),
        ...named.benches.filter((b) => b !== 'name' && !names(`bench/${b}.ts`, files)).map((b) => `npm run bench -- ${b}`),
      ]
      return missing.map((name) => `${file} names ${name}, which is not there`)
    })
}

/** Settings of lib/env.ts that the README's table lacks, and rows of it that no setting has. */
export function staleSettings(): string[] {
  const env = [...readFileSync('lib/env.ts', 'utf8').matchAll(/^ {2}([A-Z][A-Z_]+): (?!')/gm)].map((m) => m[1] ?? '')
  const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| ((?:`[A-Z_]+`(?:, )?)+)/gm)].flatMap((m) =>
    [...(m[1] ?? '').matchAll(/[A-Z_]+/g)].map((n) => n[0]),
  )
  return [
    ...env.filter((n) => n !== 'NODE_ENV' && !rows.includes(n)).map((n) => `README.md has no row for the setting ${n} of lib/env.ts`),
    ...rows.filter((n) => !env.includes(n)).map((n) => `README.md has a row for ${n}, which lib/env.ts does not read`),
  ]
}

/** Rows of the table of rooms that docs/architecture.md lacks or has otherwise. */
export function staleRooms(): string[] {
  const shown = readFileSync('docs/architecture.md', 'utf8').split('\n')
  const table = roomTable()
  const begin = shown.indexOf('| room | holds | may import |')
  const end = shown.indexOf('', begin)
  const rows = begin < 0 ? [] : shown.slice(begin + 2, end)
  return [
    ...table.filter((row) => !rows.includes(row)).map((row) => `docs/architecture.md lacks the row ${row}`),
    ...rows.filter((row) => !table.includes(row)).map((row) => `docs/architecture.md has a row that lib/testing/house/rooms.ts has not: ${row}`),
  ]
}
