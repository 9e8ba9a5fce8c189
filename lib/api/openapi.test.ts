import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { accessTable } from '@/lib/testing/access-table'
import { ROLES, SCOPE_NAMES } from '@/lib/testing/access-world'
import { allSteps } from '@/lib/testing/all-steps'
import { openApi } from './openapi'
import { served } from './routes'

const Document = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.looseObject({}))), components: z.looseObject({}) })
const document = Document.parse(
  allSteps(
    openApi(
      served.map(({ route }) => route),
      '0.0.0',
    ),
  ),
)
/** Every `$ref` in a value. */
function refs(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(refs)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, v]) => (key === '$ref' && typeof v === 'string' ? [v] : refs(v)))
}

describe('the OpenAPI document', () => {
  it('points only at what it holds', () => {
    const found = [...new Set(refs(document))]
    expect(found.length).toBeGreaterThan(10)
    for (const ref of found) {
      const [, , kind = '', name = ''] = ref.split('/')
      const part = z.record(z.string(), z.unknown()).parse(document.components[kind])
      expect(part, ref).toHaveProperty(name)
    }
  })
  it('asks for a token everywhere but where the contract says so', () => {
    const open = Object.entries(document.paths).flatMap(([at, methods]) =>
      Object.entries(methods).flatMap(([method, of]) => (Array.isArray(of.security) && of.security.length === 0 ? [`${method} ${at}`] : [])),
    )
    expect(open).toEqual([
      ...['get /api/health', 'post /api/my/binding', 'post /api/my/sign-in', 'post /api/csp-reports', 'post /api/session'],
      ...['post /api/auth/sign-in', 'get /api/openapi.json'],
    ])
  })
  it('describes an event in as the contract does', () => {
    const schemas = z.record(
      z.string(),
      z.looseObject({ properties: z.optional(z.record(z.string(), z.unknown())), required: z.optional(z.array(z.string())) }),
    )
    const { EventIn } = schemas.parse(document.components.schemas)
    expect(EventIn?.required).toEqual(['id', 'occurredAt', 'type'])
    expect(Object.keys(EventIn?.properties ?? {}).sort()).toEqual(
      [
        'id',
        'occurredAt',
        'type',
        'position',
        'grid',
        'crs',
        'urgency',
        'updatedAt',
        'handledAt',
        'title',
        'description',
        'source',
        'reporter',
        'householdId',
        'externalId',
        'stages',
      ].sort(),
    )
  })
  it('closes no answer against fields that it does not name, as a problem beside a result has', () => {
    const { SaveResult, HeatHeader } = z
      .record(z.string(), z.looseObject({ properties: z.record(z.string(), z.unknown()) }))
      .parse({ SaveResult: Object(document.components.schemas).SaveResult, HeatHeader: Object(document.components.schemas).HeatHeader })
    expect(SaveResult?.additionalProperties).toBeUndefined()
    expect(JSON.stringify(document.components)).not.toContain('"additionalProperties":false')
    expect(Object.keys(HeatHeader?.properties ?? {})).toContain('columns')
  })
  it('tells every status that the table of access knows, and 400 of each path that takes no other text than a uuid', () => {
    const responses = (route: string): string[] => {
      const [method = '', at = ''] = route.split(' ')
      return Object.keys(z.record(z.string(), z.unknown()).parse(document.paths[at.replace('...}', '}')]?.[method.toLowerCase()]?.responses ?? {}))
    }
    const who = ROLES.flatMap((role) => SCOPE_NAMES.map((scope) => ({ role, scope, token: '' })))
    const untold = Object.entries(accessTable).flatMap(([route, rows]) => {
      const statuses = new Set(rows.flatMap((row) => [row.stranger ?? 401, ...who.map((one) => row.status(one))]))
      return route.startsWith('SOCKET')
        ? []
        : [...statuses].filter((status) => !responses(route).includes(String(status))).map((status) => `${route} ${status}`)
    })
    expect(untold).toEqual([])
    for (const route of [
      'GET /api/orders/{id}',
      'GET /api/alerts/{id}',
      'GET /api/duties/items/{id}',
      'DELETE /api/silences/{id}',
      'GET /api/reports/{id}',
    ])
      expect([route, responses(route)]).toEqual([route, expect.arrayContaining(['400'])])
    expect(responses('GET /api/events/{id}')).not.toContain('400')
  })
  it('can be sent', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })
})
