import type { Module } from './modules'
import { objectionToFile, objectionToPackage } from './rooms'

/** Imports that the table of rooms forbids, one line each. */
export function forbiddenImports(modules: readonly Module[]): string[] {
  return modules.flatMap((m) =>
    m.imports.flatMap((i) => {
      const objection = i.file === null ? objectionToPackage(m.file, i.specifier) : objectionToFile(m.file, i.file)
      return objection ? [`${m.file}:${i.line} imports ${i.specifier}: ${objection}`] : []
    }),
  )
}

/** Circles of imports, one line each (Tarjan's strongly connected components). Types count: a circle of types ties two files as firmly. */
export function cycles(modules: readonly Module[]): string[] {
  const edges = new Map(modules.map((m) => [m.file, m.imports.flatMap((i) => i.file ?? [])]))
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[] = []
  const visit = (file: string): number => {
    const own = index.size
    index.set(file, own)
    let lowest = own
    stack.push(file)
    for (const next of edges.get(file) ?? []) {
      if (next === file) found.push(`${file} imports itself`)
      if (!edges.has(next)) continue
      if (!index.has(next)) lowest = Math.min(lowest, visit(next))
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next) ?? lowest)
    }
    low.set(file, lowest)
    if (lowest === own) {
      const ring = stack.splice(stack.indexOf(file))
      if (ring.length > 1) found.push(`a circle of imports: ${ring.sort().join(', ')}`)
    }
    return lowest
  }
  for (const file of edges.keys()) if (!index.has(file)) visit(file)
  return found
}
