import { createToken } from '@/lib/db/accounts/tokens'
import type { Role, Scope, Viewer } from '@/lib/domain/access'

export const DEPARTMENT = '城管'

const grids = (...prefixes: string[]): Scope => ({ kind: 'grids', prefixes: prefixes.length > 0 ? prefixes : [''] })

/** Who takes part. Each has a token of its own; a writer sends as the source of its own name. */
const PARTS = {
  'writer-1': { role: 'reporter', scope: grids() },
  'writer-2': { role: 'reporter', scope: grids() },
  dispatcher: { role: 'dispatcher', scope: grids() },
  supervisor: { role: 'supervisor', scope: grids() },
  handler: { role: 'handler', scope: { kind: 'department', department: DEPARTMENT } },
  operator: { role: 'operator', scope: grids('411324002') },
  wall: { role: 'screen', scope: grids() },
  street: { role: 'dispatcher', scope: grids('411324001') },
  communities: { role: 'viewer', scope: grids('411324002101', '411324001104') },
} as const satisfies Record<string, { role: Role; scope: Scope }>

export type Part = keyof typeof PARTS
export type Person = { viewer: Viewer; token: string }
export type People = Record<Part, Person>

export const WRITERS: readonly Part[] = ['writer-1', 'writer-2']

/** Those who look, and at what: all roles and kinds of scope, and one whole narrowed to a street. */
export const WATCHERS: readonly { part: Part; within?: string }[] = [
  { part: 'wall' },
  { part: 'supervisor' },
  { part: 'supervisor', within: '411324002' },
  { part: 'street' },
  { part: 'communities' },
  { part: 'operator' },
  { part: 'handler' },
]

/** Makes their tokens in the shared pool's database. */
export async function makePeople(): Promise<People> {
  const make = async (name: Part): Promise<Person> => {
    const { role, scope } = PARTS[name]
    const { id, token } = await createToken({ name, role, scope, expiresAt: null })
    return { token, viewer: { id, name, role, scope } }
  }
  return {
    'writer-1': await make('writer-1'),
    'writer-2': await make('writer-2'),
    dispatcher: await make('dispatcher'),
    supervisor: await make('supervisor'),
    handler: await make('handler'),
    operator: await make('operator'),
    wall: await make('wall'),
    street: await make('street'),
    communities: await make('communities'),
  }
}
