import * as z from 'zod/mini'
import { Tree } from './binding'
import { orderBy } from './list-order'
import { PostKind } from './people'
import { isSurname } from './surname'

/** What the calls about people take in their query strings. */

const Within = z.optional(z.string().check(z.maxLength(64)))
const number = (value: unknown): unknown => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value)
const Limit = z._default(z.pipe(z.transform(number), z.int().check(z.gte(1), z.lte(200))), 50)
/** The id of a person or household. */
export const PeopleId = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a uuid'))
const truth = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value)

/** `within`: a grid, or a node of the service tree when that is the tree; `rows`: those right below, or all below. */
export const CoverageQuery = z.object({ within: Within, tree: z._default(Tree, 'grids'), rows: z._default(z.enum(['children', 'all']), 'children') })
/** What lists of people and of households can be sorted by; `name`: the surname, as no more of it is shown. */
export const PEOPLE_SORTS = ['grid', 'name', 'employer', 'households'] as const
export type PeopleSort = (typeof PEOPLE_SORTS)[number]
export const HOUSEHOLD_SORTS = ['grid', 'name', 'persons', 'residents'] as const
export type HouseholdSort = (typeof HOUSEHOLD_SORTS)[number]

const Cursor = z.optional(z.string().check(z.maxLength(500)))
/** Whose names begin so, of one community or less: nobody leafs through a county by surnames. */
const Surname = z.optional(z.string().check(z.trim(), z.refine(isSurname, 'must be a surname: one character, or a compound surname of two')))
export const PeopleQuery = z.object({
  within: Within,
  kind: z.optional(PostKind),
  surname: Surname,
  order: z._default(orderBy(PEOPLE_SORTS), 'grid'),
  limit: Limit,
  cursor: Cursor,
})
export const HouseholdsQuery = z.object({
  within: Within,
  bound: z.optional(z.pipe(z.transform(truth), z.boolean())),
  /** those that have a resident with a phone of their own, or none */
  residents: z.optional(z.pipe(z.transform(truth), z.boolean())),
  /** those bound to this member */
  member: z.optional(PeopleId),
  /** those in this node of the service tree and below */
  service: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
  surname: Surname,
  order: z._default(orderBy(HOUSEHOLD_SORTS), 'grid'),
  limit: Limit,
  cursor: Cursor,
})
export const DepartmentsQuery = z.object({ within: Within })
