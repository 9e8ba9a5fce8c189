import { afterAll, beforeAll, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { accessTable } from '@/lib/testing/access-table'
import { makeWorld, type World } from '@/lib/testing/access-world'
import { allSteps } from '@/lib/testing/all-steps'
import { startServer } from '@/lib/testing/server'
import { openApi } from './openapi'
import { served } from './routes'

const Operation = z.looseObject({
  parameters: z.optional(z.array(z.looseObject({ name: z.string(), in: z.string(), schema: z.looseObject({ format: z.optional(z.string()) }) }))),
})
const Ref = z.looseObject({ $ref: z.string() })
const Schema = z.looseObject({ properties: z.optional(z.record(z.string(), z.unknown())) })
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
})
const document = Document.parse(
  allSteps(
    openApi(
      served.map(({ route }) => route),
      'test',
    ),
  ),
)

/** What the document says that a route takes: names in the query string, and the first names in a JSON body. */
function taken(route: string): { query: string[]; fields: string[] } {
  const [method = '', at = ''] = route.split(' ')
  const operation = document.paths[at]?.[method.toLowerCase()]
  if (operation === undefined) return { query: [], fields: [] }
  const { parameters = [] } = Operation.parse(operation)
  const reference = /"\$ref":"#\/components\/schemas\/(\w+In)"/.exec(JSON.stringify(Object(operation).requestBody ?? {}))?.[1]
  const named = document.components.schemas[reference ?? '']
  const properties = named === undefined || Ref.safeParse(named).success ? {} : (Schema.parse(named).properties ?? {})
  return { query: parameters.filter((p) => p.in === 'query').map((p) => p.name), fields: Object.keys(properties) }
}

/** The value with U+0000, and with a lone surrogate, at the end of each of its strings, one after the other. */
function spoilt(value: unknown): unknown[] {
  if (typeof value === 'string') return [`${value}\0`, `${value}\ud800`]
  if (Array.isArray(value)) return value.flatMap((one, i) => spoilt(one).map((bad) => value.with(i, bad)))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => spoilt(one).map((bad) => ({ ...value, [name]: bad })))
}

let world: World
beforeAll(async () => {
  world = await makeWorld(await startServer())
})
afterAll(() => world.server.stop())

/** Those who between them pass every check of roles that a token can pass. */
const ASKERS = ['administrator', 'supervisor', 'dispatcher', 'auditor'] as const

it('U+0000, or a lone surrogate, in any text that any route takes is refused, and never a fault of the server', { timeout: 240_000 }, async () => {
  const tokens = ASKERS.map((role) => world.who.find((who) => who.role === role && who.scope === 'county')?.token ?? '')
  const faults: string[] = []
  const unrefused: string[] = []
  let asked = 0
  for (const [route, [row]] of Object.entries(accessTable)) {
    if (!row) continue
    const { path, init } = await row.make(world, true)
    const [at = '', search = ''] = path.split('?')
    const { query, fields } = taken(route)
    const probes: { what: string; path: string; init?: RequestInit }[] = query.map((name) => {
      const parameters = new URLSearchParams(search)
      parameters.set(name, `${parameters.get(name) ?? ''}\0`)
      return { what: `?${name}`, path: `${at}?${parameters}`, init }
    })
    const parts = at.split('/')
    const variable =
      route
        .split(' ')[1]
        ?.split('/')
        .flatMap((part, i) => (part.startsWith('{') ? [i] : [])) ?? []
    for (const i of variable) probes.push({ what: `part ${i}`, path: parts.with(i, `${parts[i] ?? ''}%00`).join('/'), init })
    if (typeof init?.body === 'string' && String(new Headers(init.headers).get('content-type')).includes('json')) {
      const body: unknown = JSON.parse(init.body)
      const bodies = [...spoilt(body), ...(Array.isArray(body) ? [] : fields.map((field) => ({ ...Object(body), [field]: '\0' })))]
      for (const bad of bodies) probes.push({ what: JSON.stringify(bad), path: at, init: { ...init, body: JSON.stringify(bad) } })
    }
    for (const probe of probes) {
      const statuses = await Promise.all(
        tokens.map(async (token) => {
          const answer = await world.server.fetch(probe.path, token, probe.init)
          await answer.arrayBuffer()
          return answer.status
        }),
      )
      asked++
      if (statuses.some((status) => status >= 500)) faults.push(`${route} ${probe.what}: ${statuses}`)
      if (statuses.some((status) => status < 400) && !/health|metrics|openapi/.test(route)) unrefused.push(`${route} ${probe.what}: ${statuses}`)
    }
  }
  expect(asked).toBeGreaterThan(100)
  expect(faults).toEqual([])
  expect(unrefused).toEqual([])
})

it('a day or an instant that there is not, or of no year of ours, is refused by each query that takes one', { timeout: 240_000 }, async () => {
  const bad = {
    date: ['2026-02-30', '2026-13-45', '0000-01-01', '9999-12-31'],
    'date-time': ['2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T00:00:00Z'],
  }
  const tokens = ASKERS.map((role) => world.who.find((who) => who.role === role && who.scope === 'county')?.token ?? '')
  const refused: string[] = []
  const wrong: string[] = []
  for (const [route, [row]] of Object.entries(accessTable)) {
    const [method = '', at = ''] = route.split(' ')
    if (!row || method !== 'GET') continue
    const { parameters = [] } = Operation.parse(document.paths[at]?.get ?? {})
    for (const { name, schema } of parameters) {
      const values = schema.format === 'date' || schema.format === 'date-time' ? bad[schema.format] : []
      for (const value of values) {
        const { path } = await row.make(world, false)
        const [to = '', search = ''] = path.split('?')
        const query = new URLSearchParams(search)
        query.set(name, value)
        const statuses = await Promise.all(tokens.map(async (token) => (await world.server.fetch(`${to}?${query}`, token)).status))
        if (statuses.includes(400)) refused.push(route)
        if (statuses.some((status) => status < 400 || status >= 500)) wrong.push(`${route} ${name}=${value}: ${statuses}`)
      }
    }
  }
  expect(wrong).toEqual([])
  expect([...new Set(refused)]).toEqual(
    expect.arrayContaining(['GET /api/events', 'GET /api/replay/days', 'GET /api/places/errands', 'GET /api/orders']),
  )
})
