/** The short names of the grids above one, from the nearest on. */
type Above = readonly string[]

/** Where in `above` the name is that this one begins with, and the rest of it; null where it says nothing that they say already. */
export function splitName(name: string, above: Above): { at: number; rest: string } | null {
  for (const [at, whole] of above.entries()) {
    for (const stem of [whole, whole.replace(/(社区|村|街道)$/, '')]) {
      const rest = name.startsWith(stem) ? name.slice(stem.length) : ''
      if (/^[\s·\-—\d第]/.test(rest)) return { at, rest: rest.replace(/^[\s·\-—]+/, '') }
    }
  }
  return null
}

/**
 * The part of a name that the grids above do not already say: 02 格 below 中山街 for 中山街 02 格, 第01-1网格 for 泰山路社区第01-1网格. `above` are
 * their names from the nearest on. A word is never cut in two.
 */
export const ownName = (name: string, above: Above): string => splitName(name, above)?.rest ?? name
