import type { GridShape } from './grids'

/** A grid by its code and what it is called. */
export type GridName = { code: string; name: string }

/** The tree that codes make, a child's beginning with its parent's, whatever of it a viewer knows. */
export class GridNames {
  readonly #names: ReadonlyMap<string, string>
  readonly #parents: ReadonlyMap<string, string | null>
  /** the highest */
  readonly tops: readonly GridName[]
  readonly #inner: ReadonlySet<string | null>

  constructor(readonly list: readonly GridName[]) {
    this.#names = new Map(list.map(({ code, name }) => [code, name]))
    const above = (code: string) => [...code].map((_, i) => code.slice(0, i)).findLast((prefix) => this.#names.has(prefix)) ?? null
    this.#parents = new Map(list.map(({ code }) => [code, above(code)]))
    this.tops = list.filter(({ code }) => this.parentOf(code) === null)
    this.#inner = new Set(this.#parents.values())
  }

  /** Its code where it is not known. */
  nameOf(code: string): string {
    return this.#names.get(code) ?? code
  }

  /** null at the top, and for what is not known */
  parentOf(code: string): string | null {
    return this.#parents.get(code) ?? null
  }

  hasBelow(code: string): boolean {
    return this.#inner.has(code)
  }

  /** From the highest down to this one. */
  wayTo(code: string): GridName[] {
    const parent = this.parentOf(code)
    return [...(parent === null ? [] : this.wayTo(parent)), { code, name: this.nameOf(code) }]
  }

  /** Where one may go from a place: the highest, and what lies right below each step of the way there, by code. `depth`: how far down. */
  around(place: string | null): (GridName & { depth: number })[] {
    const open = new Set<string | null>([null, ...(place === null ? [] : this.wayTo(place).map(({ code }) => code))])
    if (this.tops.length === 1) for (const { code } of this.tops) open.add(code)
    return this.list
      .filter(({ code }) => open.has(this.parentOf(code)))
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map((grid) => ({ ...grid, depth: this.wayTo(grid.code).length - 1 }))
  }
}

/** The tree of shapes by their names, each without what it lies in, since it stands below that. */
export const gridNames = (list: readonly GridShape[]): GridNames =>
  new GridNames(list.map(({ code, name, label, level }) => ({ code, name: level === 1 ? name : label })))
