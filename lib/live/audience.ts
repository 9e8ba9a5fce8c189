import { LRUCache } from 'lru-cache'
import { audienceKey, maySee, type Viewer, visibilityClass } from '@/lib/domain/access'
import { countsInTotal, figureCountsSensitive } from '@/lib/domain/figures'
import type { Tree } from './tree'

/**
 * What an audience sees of a tree, worked out beforehand by the predicates of the domain: by place of a grid, 1 where events (sensitive
 * ones) are seen one by one, and 1 where sensitive ones count in the audience's total. `full`: sees sensitive events wherever it sees.
 */
export type Audience = {
  full: boolean
  plain: Uint8Array
  sensitive: Uint8Array
  inTotal: Uint8Array
  /** the places where `plain` is 1; and by place, 1 where the grid's own figure counts sensitive events */
  places: readonly number[]
  inFigure: Uint8Array
  /** keys (two a grid: plain and sensitive) that count in the total; and those of sensitive events that count only when they were given */
  totalKeys: Int32Array
  givenKeys: Int32Array
}

/** By key (two a grid of `tree`): 1 for each of these. */
export function maskOf(tree: Tree, keys: Int32Array): Uint8Array {
  const mask = new Uint8Array(2 * tree.size)
  for (const key of keys) mask[key] = 1
  return mask
}

/** The audiences of one tree, each made once. */
export class Audiences {
  readonly #made = new LRUCache<string, Audience, Viewer>({ max: 256, memoMethod: (_key, _old, { context }) => this.#make(context) })

  constructor(private readonly tree: Tree) {}

  of(viewer: Viewer): Audience {
    return this.#made.memo(audienceKey(viewer), { context: viewer })
  }

  #make(viewer: Viewer): Audience {
    const { tree } = this
    const mask = (holds: (grid: string, place: number) => boolean) => Uint8Array.from(tree.nodes, (node, i) => (holds(node.code, i) ? 1 : 0))
    const plain = mask((grid) => maySee(viewer, { grid, sensitive: false }))
    const inTotal = mask((grid, i) => countsInTotal(viewer, { grid, street: tree.codeAt(tree.street[i] ?? -1), sensitive: true }))
    const keys = tree.nodes.flatMap((_, i) => [...(plain[i] ? [2 * i] : []), ...(inTotal[i] ? [2 * i + 1] : [])])
    return {
      full: visibilityClass(viewer) === 'full',
      plain,
      places: tree.nodes.flatMap((_, i) => (plain[i] ? [i] : [])),
      inFigure: Uint8Array.from(tree.nodes, ({ level }) => (figureCountsSensitive(viewer, level) ? 1 : 0)),
      sensitive: mask((grid) => maySee(viewer, { grid, sensitive: true })),
      inTotal,
      totalKeys: Int32Array.from(keys),
      givenKeys: Int32Array.from(tree.nodes.flatMap((_, i) => (inTotal[i] ? [] : [2 * i + 1]))),
    }
  }
}
