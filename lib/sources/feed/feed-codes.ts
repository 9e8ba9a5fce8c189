import type { Atlas } from '@/lib/domain/atlas'
import { shortName } from '@/lib/domain/grid'

/**
 * Codes of the texts that exports have in place of them: `types` as the mapping says, then the names of types on offer; grids by their
 * name or short name (幸福路社区), where only one is called so.
 */
export function makeCodes({ types, grids }: Pick<Atlas, 'types' | 'grids'>, own: Readonly<Record<string, string>> = {}) {
  const typeNames = unique(types.map(({ name, code }) => [name, code]))
  const gridNames = unique(
    grids.flatMap(({ name, code }) =>
      shortName(name) === name
        ? [[name, code]]
        : [
            [name, code],
            [shortName(name), code],
          ],
    ),
  )
  const codes = new Set(types.map(({ code }) => code))
  return {
    type: (text: string) => own[text] ?? (codes.has(text) ? text : typeNames.get(text)),
    grid: (text: string) => (/^\d+$/.test(text) ? text : gridNames.get(text)),
  }
}

function unique(pairs: readonly (readonly string[])[]): Map<string, string> {
  const found = new Map<string, string | null>()
  for (const [name = '', code = ''] of pairs) found.set(name, found.has(name) && found.get(name) !== code ? null : code)
  return new Map([...found].flatMap(([name, code]) => (code === null ? [] : [[name, code]])))
}
