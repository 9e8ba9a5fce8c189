import type * as z from 'zod/mini'

/**
 * The description of a route of the HTTP API, pure data: `lib/domain/routes/` has one file a resource, `lib/api/` serves it under the same
 * name. From it follow what a handler is given and must answer, the 405s, the OpenAPI document, and the types of the browser's client.
 */

type Schema = z.ZodMiniType
/** A schema under the name that it has in the OpenAPI document: `{ AccountIn }`. */
export type Named<T extends Schema> = Readonly<Record<string, T>>

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * Who may call: `public` anybody; `local` programs of this machine, and from elsewhere whoever is known; `viewer` whoever is known, by token,
 * link or session; `person` only people who signed in; `link` whoever has a link (lib/domain/link.ts) for this very purpose; `resident` only residents, who
 * come to no route of another access but those of `public`. What a role and a scope may is the handler's to say.
 */
export type Access = 'public' | 'local' | 'viewer' | 'person' | 'link' | 'resident'

/** Names for whom a request is sent, by id of the viewer: where the session has become another's, it is refused as `other_viewer`. */
export const VIEWER_HEADER = 'x-gridsight-viewer'

/** Bytes of a JSON body that says no other limit. */
export const MAX_JSON_BYTES = 10_000
/** Sent as JSON (`type`: where it is not application/json), as one or many rows of JSON or NDJSON, or as bytes of a media type. */
export type Body<B extends Schema> =
  | { json: Named<B>; limit?: number; type?: string }
  | { rows: Named<B>; most: number }
  | { bytes: string; limit?: number }

/**
 * What comes with 200, or `status`; neither `json` nor `bytes` (a media type): 204. `type`: where JSON is not application/json; `header`: of
 * bytes in columns.
 */
export type Answer<A extends Schema> = { says: string; status?: 201; json?: Named<A>; type?: string; bytes?: string; header?: Named<Schema> }

/** Another status that a route answers: of an error, `json` names what it has beside the fields of every problem. */
export type Other = { says: string; json?: Named<Schema> }

export type Route<
  Query extends Schema = Schema,
  Sent extends Schema = Schema,
  Answered extends Schema = Schema,
  Params extends Schema = Schema,
  Who extends Access = Access,
> = {
  readonly method: Method
  /** as in OpenAPI: `{id}` is one part, and `{path...}` at the end all that are left */
  readonly path: `/${string}`
  readonly access: Who
  /** open to an administrator who has yet to set a second factor up: what that needs, and to leave; of `viewer` and `person` */
  readonly beforeSecondFactor?: true
  /** of `resident`: open while the county has residents switched off */
  readonly whileOff?: true
  readonly summary: string
  /** of a route that the wall asks for in route-notes.ts */
  readonly description?: string
  /** the parts of the path; what they do not fit is a 400 */
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body<Sent>
  readonly answer: Answer<Answered>
  readonly others?: Readonly<Record<number, Other>>
  /** statuses of problems beside those that follow from the access, the query and the body */
  readonly problems?: readonly number[]
}

/** The routes of a resource by what they do, `{ list, create, … }`; those that the wall asks for have files of their own, for it loads no others. */
export type Routes = Readonly<Record<string, Route>>

/** The one schema of `{ Name: schema }`. */
export function schemaOf<T extends Schema>(named: Named<T>): T {
  const [schema] = Object.values(named)
  if (!schema) throw new RangeError('a schema without a name')
  return schema
}
