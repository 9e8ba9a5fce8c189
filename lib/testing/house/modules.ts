import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type ParseResult, parseSync } from 'oxc-parser'

/** One import or re-export: what was asked for, the file of ours it means (null for a package), and its line. */
export type Import = { specifier: string; file: string | null; line: number }
/** A source file of ours, parsed. `line` turns an offset of the parser into a line number. */
export type Module = { file: string; text: string; program: ParseResult['program']; imports: Import[]; line: (offset: number) => number }

const endings = ['', '.ts', '.tsx', '.mjs', '.js', '/index.ts', '/index.tsx']

/** The file a specifier means, from the repository's root; null for a package; a missing file of ours stays as written. */
function resolve(from: string, specifier: string): string | null {
  const bare = specifier.startsWith('@/')
    ? specifier.slice(2)
    : specifier.startsWith('.')
      ? path.posix.join(path.posix.dirname(from), specifier)
      : null
  if (bare === null) return null
  const ending = endings.find((e) => /\.\w+$/.test(bare + e) && existsSync(bare + e))
  return bare + (ending ?? '')
}

/** Parses one file and lists what it imports: static, dynamic with a fixed name, re-exported, and workers made from a URL. */
export function parseModule(file: string, text: string): Module {
  const { program, module, errors } = parseSync(file, text)
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`)
  const starts = [0]
  for (let i = 0; i < text.length; i++) if (text[i] === '\n') starts.push(i + 1)
  const line = (offset: number) => starts.findLastIndex((s) => s <= offset) + 1
  const found = new Map<number, string>()
  for (const i of module.staticImports) found.set(i.start, i.moduleRequest.value)
  for (const e of module.staticExports.flatMap((s) => s.entries)) if (e.moduleRequest) found.set(e.moduleRequest.start, e.moduleRequest.value)
  for (const d of module.dynamicImports) {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(d.moduleRequest.start, d.moduleRequest.end))
    if (literal?.[2]) found.set(d.start, literal[2])
  }
  for (const w of text.matchAll(/new URL\(\s*'(\.[^']+\.tsx?)',\s*import\.meta\.url\s*\)/g)) if (w[1]) found.set(w.index, w[1])
  const imports = [...found].map(([offset, specifier]) => ({ specifier, file: resolve(file, specifier), line: line(offset) }))
  return { file, text, program, imports, line }
}

/** Every source file that git knows or would take, without what is generated. */
export function readModules(): Module[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', '*.ts', '*.tsx', '*.mts'], { encoding: 'utf8' })
  const files = listed.split('\n').filter((f) => f && existsSync(f) && !f.endsWith('.d.ts'))
  return files.map((file) => parseModule(file, readFileSync(file, 'utf8')))
}
