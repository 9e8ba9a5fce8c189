import * as z from 'zod/mini'
import { GridEvent } from '@/lib/domain/event'
import { problemStatus } from '@/lib/domain/problem'
import type { Named, Other, Route } from '@/lib/domain/route'
import { ROUTE_NOTES } from '@/lib/domain/route-notes'

type Json = { [key: string]: unknown }

const Problem = z.looseObject({ type: z.string(), title: z.string(), status: z.int(), code: z.string(), requestId: z.optional(z.string()) })

const ref = (named: Named<z.ZodMiniType>): Json => ({ $ref: `#/components/schemas/${Object.keys(named)[0]}` })
const content = (type: string, of: Json): Json => ({ [type]: { schema: of } })
const BYTES = { type: 'string', format: 'binary' }

/** The parameters of a query schema, one an entry. */
function queryParameters(of: z.ZodMiniType): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(of, { io: 'output' })
  return Object.entries(properties).map(([name, value]) => ({
    name,
    in: 'query',
    // a parameter with a default need not be sent
    required: required.includes(name) && !(typeof value === 'object' && 'default' in value),
    ...(typeof value === 'object' && value.type === 'array' ? { style: 'form', explode: false } : {}),
    schema: value,
  }))
}

/** The parameters of a path, of the schema that its parts are parsed by. */
function pathParameters(of: z.ZodMiniType): Json[] {
  const { properties = {} } = z.toJSONSchema(of, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'path', required: true, schema }))
}

function requestBody({ body }: Route): Json {
  if (!body) return {}
  if ('json' in body) return { requestBody: { required: true, content: content(body.type ?? 'application/json', ref(body.json)) } }
  if ('bytes' in body) return { requestBody: { required: true, content: content(body.bytes, BYTES) } }
  const row = ref(body.rows)
  const rows = { oneOf: [row, { type: 'array', maxItems: body.most, items: row }] }
  const lines = { type: 'string', description: `one a line, at most ${body.most}` }
  return { requestBody: { required: true, content: { ...content('application/json', rows), ...content('application/x-ndjson', lines) } } }
}

/** What comes when all is well. */
function answerOf({ answer: { says, status, json, type = 'application/json', bytes, header } }: Route): Json {
  const description = header ? `${says} ${Object.keys(header)[0]}` : says
  if (!json && !bytes) return { 204: { description } }
  const media = { ...(json && content(type, ref(json))), ...(bytes && content(bytes, bytes.startsWith('text/') ? { type: 'string' } : BYTES)) }
  return { [status ?? 200]: { description, content: media } }
}

const others = (of: Readonly<Record<number, Other>>): Json =>
  Object.fromEntries(
    Object.entries(of).map(([status, { says, json }]) => {
      if (!json) return [status, { description: says }]
      // a server that starts answers its state, and no problem
      if (Number(status) < 400 || Number(status) === 503) return [status, { description: says, content: content('application/json', ref(json)) }]
      return [status, { description: says, content: content('application/problem+json', { allOf: [ref({ Problem }), ref(json)] }) }]
    }),
  )

/** Is there a part of a path that these parameters do not take, so that it answers 400? Any text is taken where nothing but that it is one is asked. */
function refusesParts(of: z.ZodMiniType): boolean {
  const { properties = {} } = z.toJSONSchema(of, { io: 'input' })
  return Object.values(properties).some((part) => {
    if (typeof part !== 'object') return false
    const { type, items: _items, title: _title, description: _description, ...asked } = part
    return (type !== 'string' && type !== 'array') || Object.keys(asked).length > 0
  })
}

/** The statuses of problems: those that follow from who may call and from what is sent, and those that the route names. */
function problemsOf({ method, access, params, query, body, problems = [] }: Route): number[] {
  const known = access === 'viewer' || access === 'person' || access === 'link' || access === 'resident'
  const follow = [
    ...(known ? [401, 429, 503] : access === 'local' ? [401] : []),
    // a write by a cookie from a page that is not ours; whoever did not sign in
    ...((known && method !== 'GET') || access === 'person' || access === 'resident' ? [403] : []),
    ...(query || (params && refusesParts(params)) ? [400] : []),
    ...(body ? [400, 408, 413, 415] : []),
  ]
  return [...new Set([...follow, ...problems])].sort((a, b) => a - b)
}

function operation(route: Route): Json {
  const { method, path, access, summary, params, query, others: more = {} } = route
  const { description = ROUTE_NOTES[`${method} ${path}`] } = route
  const parameters = [...(params ? pathParameters(params) : []), ...(query ? queryParameters(query) : [])]
  const problems = problemsOf(route).map((status) => [status, { $ref: `#/components/responses/Problem${status}` }])
  return {
    summary,
    ...(description === undefined ? {} : { description }),
    ...(access === 'public' ? { security: [] } : access === 'link' ? { security: [{ link: [] }] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(route),
    responses: { ...answerOf(route), ...Object.fromEntries(problems), ...others(more) },
  }
}

/**
 * All schemas that the routes name, as they are sent or answered; where one is part of another it is a reference. Answers may have more
 * fields than are named: those of a problem beside a result, and those that will come. Throws RangeError where two of one name differ.
 */
function* schemasOf(routes: readonly Route[]): Generator<void, Json, void> {
  const sent = z.registry<{ id: string }>()
  const answered = z.registry<{ id: string }>()
  const known = new Map<string, z.ZodMiniType>()
  const add = (named: Named<z.ZodMiniType> | undefined, to: typeof sent) => {
    for (const [name, of] of Object.entries(named ?? {})) {
      if (known.has(name) && known.get(name) !== of) throw new RangeError(`two schemas are called ${name}`)
      known.set(name, of)
      to.add(of, { id: name })
    }
  }
  for (const { body, answer, others = {} } of routes) {
    if (body && 'json' in body) add(body.json, sent)
    if (body && 'rows' in body) add(body.rows, sent)
    for (const named of [answer.json, answer.header, ...Object.values(others).map(({ json }) => json)]) add(named, answered)
  }
  add({ GridEvent, Problem }, answered)
  const uri = (id: string) => `#/components/schemas/${id}`
  const override = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }) => {
    if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  }
  const taken = z.toJSONSchema(sent, { io: 'input', uri, override }).schemas
  yield
  const schemas = { ...taken, ...z.toJSONSchema(answered, { io: 'output', uri, override }).schemas }
  yield
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _version, $id, ...rest }]) => [name, rest]))
}

/** The OpenAPI 3.1 document of these routes, in steps: what they take and answer is what their schemas parse. */
export function* openApi(routes: readonly Route[], version: string): Generator<void, Record<string, unknown>, void> {
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    yield
    const at = route.path.replace('...}', '}')
    paths[at] = { ...paths[at], [route.method.toLowerCase()]: operation(route) }
  }
  const schemas = yield* schemasOf(routes)
  const codes = (status: number) => Object.entries(problemStatus).flatMap(([code, of]) => (of === status ? [code] : []))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gridsight',
      version,
      description:
        'Live events of county grids. A read names the revision it shows. Errors are RFC 9457 problems with a stable `code`. Live changes come over Socket.IO at /socket.io. ' +
        'Binary: u32 little-endian length of a JSON header; the header, with `columns: [{name, type, length, base?}]`; zeros up to a multiple of 8 bytes; the columns in order, little-endian, each filled up to 8 bytes. ' +
        'u8, u16, u32, f32 and f64 are stored values of that width, const and seq take no bytes; a value is what is stored (0 for const, its index for seq) plus base (0 when absent).',
    },
    security: [{ token: [] }, { session: [] }, { screen: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        link: {
          type: 'http',
          scheme: 'bearer',
          description: 'of a link for people without an account, gsl_…: reaches what it is for and nothing else',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'gridsight_account',
          description: 'of a person who signed in; over https __Host-gridsight_account',
        },
        screen: { type: 'apiKey', in: 'cookie', name: 'gridsight_session', description: 'of a screen; over https __Host-gridsight_session' },
      },
      schemas,
      responses: Object.fromEntries(
        [...new Set(Object.values(problemStatus))].map((status) => [
          `Problem${status}`,
          { description: `code: ${codes(status).join(', ')}`, content: content('application/problem+json', ref({ Problem })) },
        ]),
      ),
    },
  }
}
