import * as z from 'zod/mini'
import { TypeCode } from './category'
import { GridCode, isWithin } from './grid'

/** What a rule watches (范围), by codes: only these types, and only these grids with all below them. Empty, or not said: all. */
export const ofScope = {
  types: z.optional(z.array(TypeCode).check(z.maxLength(200))),
  grids: z.optional(z.array(GridCode).check(z.maxLength(500))),
}
export type Scope = { readonly types?: readonly string[] | undefined; readonly grids?: readonly string[] | undefined }

/** Of which type an event is and where it counts, by codes. */
export type Placed = { readonly type: string; readonly grid: string }

/** Does a scope hold a type (by code)? */
export const holdsType = ({ types = [] }: Scope, type: string): boolean => types.length === 0 || types.includes(type)

/** Does a scope hold a grid (by code)? One above those that it names is not in it: what only a street knows may be elsewhere in it. */
export const holdsGrid = ({ grids = [] }: Scope, grid: string): boolean => grids.length === 0 || grids.some((code) => isWithin(grid, code))

/** Does a scope hold what is of such a type and counts in such a grid? */
export const isInScope = (scope: Scope, { type, grid }: Placed): boolean => holdsType(scope, type) && holdsGrid(scope, grid)
