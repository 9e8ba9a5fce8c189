import * as z from 'zod/mini'
import { Viewer } from './access'
import {
  AccountChange,
  AccountIn,
  AccountMade,
  AccountRow,
  Accounts,
  Activity,
  CodeIn,
  PasswordChangeIn,
  PasswordIn,
  ResetIn,
  SecondFactor,
  Sessions,
  SignedIn,
  SignInIn,
  SteppedUp,
} from './account'
import { Attachment } from './attachment'
import { AuditPage } from './audit'
import { TiandituTile } from './basemap'
import { Coverage } from './binding'
import { ColumnHeader } from './columns'
import { CspReportIn } from './csp-report'
import { EventDetail, EventIn, EventRevealIn, GridEvent, MAX_BATCH, RejectCode, SaveResult } from './event'
import { KPI_RULE, Kpis } from './figures'
import { GridCode, GridLevel } from './grid'
import { HeatHeader } from './heat-answer'
import { HOTSPOT_HOURS, Hotspots } from './hotspots'
import { KPI_RULES } from './kpi'
import { Departments, HouseholdRow, Households, People, PersonRow, RevealIn } from './people'
import { CoverageQuery, DepartmentsQuery, HouseholdsQuery, PeopleQuery } from './people-queries'
import { problemStatus } from './problem'
import {
  AttachmentQuery,
  AttachmentsQuery,
  AuditQuery,
  ChangesQuery,
  EventsQuery,
  GridsQuery,
  HeatQuery,
  HotspotsQuery,
  KpisQuery,
  NearQuery,
  SnapshotQuery,
  TrendsQuery,
} from './queries'
import { SessionIn } from './session'
import { Settings, SettingsIn } from './settings'
import { TransitionIn, TransitionResult } from './transition'
import { Trends } from './trends'
import { Changes, Health, Snapshot } from './wire'

type Json = { [key: string]: unknown }

const GridFeatures = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      type: z.literal('Feature'),
      id: z.int(),
      geometry: z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(z.array(z.number())))) }),
      properties: z.object({
        code: GridCode,
        name: z.string(),
        level: GridLevel,
        parentCode: z.string(),
        households: z.int(),
        demo: z.boolean(),
      }),
    }),
  ),
})
const EventPage = z.object({
  events: z.array(GridEvent),
  nextCursor: z.nullable(z.string()),
  /** on the first page of the list behind a figure: the figure, and how many of its events the list holds */
  figure: z.optional(z.object({ counted: z.int(), listed: z.int() })),
  logId: z.string(),
  revision: z.int(),
})
const Attachments = z.object({ attachments: z.array(Attachment) })
const NearEvents = z.object({ near: z.array(z.object({ event: GridEvent, meters: z.number(), hours: z.number() })) })
const ProblemOut = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  requestId: z.optional(z.string()),
})

const BinaryHeader = z.extend(HeatHeader, { columns: z.array(ColumnHeader) })

/**
 * A schema without the marks of a document of its own; `input` is what may be sent, `output` what is answered. Answers may have more
 * fields than are named: those of a problem beside a result, and those that will come.
 */
function schema(of: z.ZodMiniType, io: 'input' | 'output' = 'output'): Json {
  const open = ({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }) => {
    if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  }
  const { $schema: _version, ...rest } = z.toJSONSchema(of, { io, override: open })
  return rest
}

const named = {
  EventIn,
  GridEvent,
  EventDetail,
  Attachment,
  Attachments,
  NearEvents,
  SaveResult,
  Snapshot,
  Kpis,
  Trends,
  Hotspots,
  Changes,
  HeatHeader: BinaryHeader,
  GridFeatures,
  EventPage,
  Health,
  Viewer,
  SessionIn,
  CspReportIn,
  SignInIn,
  SignedIn,
  CodeIn,
  PasswordIn,
  PasswordChangeIn,
  SecondFactor,
  SteppedUp,
  Sessions,
  Activity,
  AccountIn,
  AccountChange,
  AccountRow,
  AccountMade,
  Accounts,
  ResetIn,
  AuditPage,
  Settings,
  SettingsIn,
  TransitionIn,
  TransitionResult,
  Coverage,
  People,
  PersonRow,
  Households,
  HouseholdRow,
  Departments,
  RevealIn,
  EventRevealIn,
  Problem: ProblemOut,
}
const ref = (name: keyof typeof named): Json => ({ $ref: `#/components/schemas/${name}` })
const content = (type: string, of: Json): Json => ({ content: { [type]: { schema: of } } })
const json = (description: string, name: keyof typeof named): Json => ({ description, ...content('application/json', ref(name)) })
const binary = (description: string): Json => ({ description, ...content('application/octet-stream', { type: 'string', format: 'binary' }) })
const problems = (...statuses: number[]): Json =>
  Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]))

/** The parameters of a query schema, one an entry. */
function query(of: z.ZodMiniType): Json[] {
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
function path(of: z.ZodMiniType): Json[] {
  const { properties = {} } = z.toJSONSchema(of, { io: 'input' })
  return Object.entries(properties).map(([name, value]) => ({ name, in: 'path', required: true, schema: value }))
}

const eventId: Json = { name: 'id', in: 'path', required: true, description: 'uuid, 事件编号 or number', schema: { type: 'string' } }
const kpiRules = Object.entries(KPI_RULES)
  .map(([name, { label, formula }]) => `${name} ${label}: ${formula}.`)
  .join(' ')
const reads = [400, 401, 429, 503]
const writes = [400, 401, 403, 413, 415, 429]
const takes = (name: keyof typeof named): Json => ({ required: true, ...content('application/json', ref(name)) })
const inPath = (name: string): Json => ({ name, in: 'path', required: true, schema: { type: 'string' } })

const personId: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
const reveal = (name: keyof typeof named, whose: string, id = personId, asked: keyof typeof named = 'RevealIn'): Json => ({
  summary: `Open personal data of ${whose}. For a person who signed in, with a code of their second factor; lasts five minutes, and is audited`,
  parameters: [id],
  requestBody: { required: true, ...content('application/json', ref(asked)) },
  responses: { 200: json('with the fields in clear, until then', name), ...problems(...reads, 403, 404, 408, 413, 415) },
})

const paths: Json = {
  '/api/health': {
    get: { summary: 'Is the server ready', security: [], responses: { 200: json('ready or degraded', 'Health'), 503: json('starting', 'Health') } },
  },
  '/api/snapshot': {
    get: {
      summary: 'What a page starts from: figures, sums and the last 200 events at one revision',
      parameters: query(SnapshotQuery),
      responses: { 200: json('the snapshot', 'Snapshot'), ...problems(...reads, 404) },
    },
  },
  '/api/grids': {
    get: {
      summary: 'Grids with their boundaries, GeoJSON in WGS84; none for a place outside the scope',
      parameters: query(GridsQuery),
      responses: {
        200: { description: 'the grids', ...content('application/geo+json', ref('GridFeatures')) },
        304: { description: 'unchanged' },
        ...problems(...reads),
      },
    },
  },
  '/api/events': {
    get: {
      summary: 'Events, newest first or by their deadline; none for a place outside the scope',
      description:
        'With `figure`, the events behind that count of `GET /api/kpis` for the same `within`, `from` and `to` (its `total`), for instance `handedInTimeRate.denominator`; the first page then has `figure`: how many are counted, and how many of them are listed. The difference are sensitive events that this viewer is told only as counts of a street; with a filter that `GET /api/kpis` does not have (all but `within`, `service`, `from` and `to`), only what is listed is counted. A cursor holds for the order that it came from.',
      parameters: query(EventsQuery),
      responses: { 200: json('a page', 'EventPage'), ...problems(...reads) },
    },
    post: {
      summary: 'Events in: the good rows of a batch are kept, in order; sending the same again is harmless',
      description: `Rows that are not taken are named with one of the codes ${RejectCode.options.join(', ')}. A system sends, and changes by sending again with a later \`updatedAt\`, events of its token's own sources (without \`source\`, its first); a person changes only their own report, until it is accepted, and never gives \`handledAt\`. \`not_yours\`: the event of that id came from somebody else or another source. \`forbidden\`: the source is none of the token's, a person's \`handledAt\`, or a report that has been accepted. Each change is a step \`update\` of the event's timeline.`,
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { oneOf: [ref('EventIn'), { type: 'array', maxItems: MAX_BATCH, items: ref('EventIn') }] } },
          'application/x-ndjson': { schema: { type: 'string', description: `one event a line, at most ${MAX_BATCH}` } },
        },
      },
      responses: {
        200: json('at least one was taken or already there', 'SaveResult'),
        422: {
          description: 'none was taken',
          ...content('application/problem+json', { allOf: [ref('Problem'), ref('SaveResult')] }),
        },
        ...problems(...reads, 403, 408, 413, 415),
      },
    },
  },
  '/api/events/{id}': {
    get: {
      summary: 'One event with its history',
      description:
        'Those who act on an event (whoever reported it, the operator of its grid, those it was given to, dispatcher and supervisor) read what is written about it, with the numbers of phones and identity cards in it, the reporter and the household masked (`words: masked`), here and in every other answer; others get the name of its type for a title, and no notes of its steps (`words: withheld`). Readings are audited.',
      parameters: [eventId],
      responses: { 200: json('the event', 'EventDetail'), ...problems(401, 404, 429, 503) },
    },
  },
  '/api/events/{id}/reveal': {
    post: reveal('EventDetail', 'what is written about an event: title, description, reporter, householdId', eventId, 'EventRevealIn'),
  },
  '/api/events/{id}/transitions': {
    post: {
      summary: 'One action of the life cycle on an event',
      description:
        'The same requestId is one transition, however often it is sent. `expectedRevision` is the last revision of the event that the sender knows. Whom it is given to must be there for the sender: a department of the county, a grid of their area, a member or team that works in it; otherwise 422 `unknown_party`, with the `party`.',
      parameters: [eventId],
      requestBody: { required: true, ...content('application/json', ref('TransitionIn')) },
      responses: {
        200: json('the event as it is now', 'TransitionResult'),
        409: {
          description: 'not from this state, or the event has changed',
          ...content('application/problem+json', {
            allOf: [ref('Problem'), { type: 'object', properties: { event: { anyOf: [ref('EventDetail'), { type: 'null' }] } } }],
          }),
        },
        ...problems(...reads, 403, 404, 408, 413, 415, 422),
      },
    },
  },
  '/api/events/near': {
    get: {
      summary: 'Open events that a report is perhaps the same as, the nearest first',
      parameters: query(NearQuery),
      responses: { 200: json('at most five', 'NearEvents'), ...problems(...reads) },
    },
  },
  '/api/events/{id}/attachments': {
    get: {
      summary: 'The photos of an event; none for whoever may not read its words',
      parameters: [eventId],
      responses: { 200: json('the photos', 'Attachments'), ...problems(...reads, 404) },
    },
    post: {
      summary: 'Add a photo: JPEG, PNG or WebP by its content, at most 10 MB; it is kept without its metadata',
      parameters: [eventId, ...query(AttachmentsQuery)],
      requestBody: { required: true, ...content('image/*', { type: 'string', format: 'binary' }) },
      responses: { 201: json('what is kept', 'Attachment'), ...problems(...reads, 403, 404, 408, 409, 413, 415) },
    },
  },
  '/api/attachments/{id}': {
    get: {
      summary: 'A photo, or its thumbnail',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }, ...query(AttachmentQuery)],
      responses: { 200: { description: 'a picture', ...content('image/jpeg', { type: 'string', format: 'binary' }) }, ...problems(...reads, 404) },
    },
  },
  '/api/kpis': {
    get: {
      summary: 'Figures of a period with numerators and denominators, in all and per child grid or node, and the funnel of now',
      description: `By the rules ${KPI_RULE}. Figures of the life cycle are counted by the whole civil days that the period touches (\`days\`). With \`tree=service\`, \`within\` is a node of the service tree: its events are those of the grids that it lies in; a grid linked with several nodes counts in each, and once above them, and only what the viewer sees one by one counts. ${kpiRules}`,
      parameters: query(KpisQuery),
      responses: { 200: json('the figures', 'Kpis'), ...problems(...reads, 404) },
    },
  },
  '/api/trends': {
    get: {
      summary: 'How today and the last days compare with what is usual; open events by age; sources and their freshness',
      description:
        'What is usual is P10, median and P90 of the same hours of the same weekday of up to 12 weeks before, and null below 4 weeks. Hours and days are those of Asia/Shanghai. While a source is late (its newest event is over an hour old, and at least 8 more would usually have come since), `until` says how far the data reach, and today is compared only up to there.',
      parameters: query(TrendsQuery),
      responses: { 200: json('the trends', 'Trends'), ...problems(...reads, 404) },
    },
  },
  '/api/hotspots': {
    get: {
      summary: 'The leaf grids to look at first, at most five, beside their usual, with the types and hours that make them',
      description: `The last ${HOTSPOT_HOURS} hours, the running one included, against the mean of the same hours of the same weekday of up to 12 weeks before (null below 4 weeks).`,
      parameters: query(HotspotsQuery),
      responses: { 200: json('the hotspots', 'Hotspots'), ...problems(...reads, 404) },
    },
  },
  '/api/heat': {
    get: {
      summary: 'A density field in events/km², or with form=cells the counts it is made of',
      parameters: query(HeatQuery),
      description:
        'A field has one column `density` of width × height values: rows from the north-west, linear in Mercator y. The counts have the columns cellX, cellY, type (id), step and count.',
      responses: { 200: binary('binary with the header HeatHeader'), ...problems(...reads, 404) },
    },
  },
  '/api/changes': {
    get: {
      summary: 'What a subscriber would have received after a cursor; form=frame in the binary form of the socket',
      description:
        'A frame has the columns revision, number and receivedAt, and, each once with `before` and once with `after`: Revision, Grid, Type, Urgency, OccurredAt, HandledAfter, CellX, CellY. Grid 0: that side is absent. Grids and types are named by the ids of the snapshot, times are epoch milliseconds, HandledAfter is −1 while the event is open and else the milliseconds after OccurredAt, cells are −1 without a position.',
      parameters: query(ChangesQuery),
      responses: {
        200: {
          description: 'the changes, or a reset',
          content: { 'application/json': { schema: ref('Changes') }, 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        ...problems(...reads, 404),
      },
    },
  },
  '/api/people/coverage': {
    get: {
      summary: 'Which households are bound to a member, and the posts that nobody holds, along the grids or the service tree; figures only',
      description:
        'Grids and nodes with fewer than 3 households show no figure (null). A grid that lies in two nodes of the service tree counts in both, and once above them.',
      parameters: query(CoverageQuery),
      responses: { 200: json('the coverage', 'Coverage'), ...problems(...reads, 404) },
    },
  },
  '/api/people': {
    get: {
      summary: 'Members and chiefs of the grids, masked; every call is audited; none for a place outside the scope',
      parameters: query(PeopleQuery),
      responses: { 200: json('a page', 'People'), ...problems(...reads, 403) },
    },
  },
  '/api/people/{id}': {
    get: {
      summary: 'One member or chief, masked but for what the asker opened in the last five minutes',
      parameters: [personId],
      responses: { 200: json('the person', 'PersonRow'), ...problems(...reads, 403, 404) },
    },
  },
  '/api/people/{id}/reveal': { post: reveal('PersonRow', 'a member or chief: name, phone, idNumber') },
  '/api/households': {
    get: {
      summary: 'Households, masked, their address to the building; every call is audited; none for a place outside the scope',
      parameters: query(HouseholdsQuery),
      responses: { 200: json('a page', 'Households'), ...problems(...reads, 403) },
    },
  },
  '/api/households/{id}': {
    get: {
      summary: 'One household, masked but for what the asker opened in the last five minutes',
      parameters: [personId],
      responses: { 200: json('the household', 'HouseholdRow'), ...problems(...reads, 403, 404) },
    },
  },
  '/api/households/{id}/reveal': { post: reveal('HouseholdRow', 'a household: name, phone, idNumber, address') },
  '/api/departments': {
    get: {
      summary: 'Whom an event can be given to: departments, teams, and the members of the grids (masked)',
      parameters: query(DepartmentsQuery),
      responses: { 200: json('departments, teams and members', 'Departments'), ...problems(...reads) },
    },
  },
  '/api/settings': {
    get: {
      summary: 'Life cycle, calendar, office hours, types and their limits',
      responses: { 200: json('the settings', 'Settings'), ...problems(...reads) },
    },
    put: {
      summary: 'Change settings: only what is given; by an administrator of the whole county',
      requestBody: { required: true, ...content('application/json', ref('SettingsIn')) },
      responses: { 200: json('all settings', 'Settings'), ...problems(...reads, 403, 413, 415) },
    },
  },
  '/api/session': {
    get: { summary: 'Who am I', responses: { 200: json('the viewer', 'Viewer'), ...problems(401, 429) } },
    post: {
      summary: 'Exchange the key of a screen for the session cookie',
      security: [],
      requestBody: { required: true, ...content('application/json', ref('SessionIn')) },
      responses: { 200: json('the viewer; the cookie is set', 'Viewer'), ...problems(400, 401, 403, 413, 415) },
    },
    delete: { summary: 'End the session of this browser', responses: { 204: { description: 'ended' }, ...problems(401, 403) } },
  },
  '/api/basemap/tianditu/{layer}/{matrix}/{z}/{x}/{y}': {
    get: {
      summary: 'A tile of 天地图 by the key of this server; a transparent one where it cannot be had',
      parameters: path(TiandituTile),
      responses: { 200: { description: 'a picture', ...content('image/png', { type: 'string', format: 'binary' }) }, ...problems(...reads, 404) },
    },
  },
  '/api/auth/sign-in': {
    post: {
      summary: 'Sign a person in by name and password; 401 code_needed asks for the code of the second factor',
      description: 'Five failures lock the account for 15 minutes. A wrong name, a wrong password and a lock are the same answer.',
      security: [],
      requestBody: takes('SignInIn'),
      responses: { 200: json('who it is; the cookie is set', 'SignedIn'), ...problems(...writes) },
    },
  },
  '/api/auth/sign-out': {
    post: { summary: 'End the session of this browser', responses: { 204: { description: 'ended' }, ...problems(401, 403, 429) } },
  },
  '/api/auth/active': {
    post: {
      summary: 'The person is still there: the session stays open for half an hour',
      responses: { 204: { description: 'noted' }, ...problems(401, 403, 429) },
    },
  },
  '/api/auth/step-up': {
    post: {
      summary: 'Give a code of the second factor, which opens reveal, export and changes of accounts for five minutes',
      requestBody: takes('CodeIn'),
      responses: { 200: json('until when', 'SteppedUp'), ...problems(...writes) },
    },
  },
  '/api/auth/password': {
    post: {
      summary: 'Change one’s own password; the other sessions end, and the cookie is set anew',
      requestBody: takes('PasswordChangeIn'),
      responses: { 204: { description: 'changed' }, ...problems(...writes) },
    },
  },
  '/api/auth/second-factor': {
    post: {
      summary: 'Begin a second factor: what the authenticator scans, and codes for a lost phone',
      requestBody: takes('PasswordIn'),
      responses: { 200: json('shown this once', 'SecondFactor'), ...problems(...writes, 409) },
    },
  },
  '/api/auth/second-factor/confirm': {
    post: {
      summary: 'The first code of a second factor, which holds from here on; the cookie is set anew',
      requestBody: takes('CodeIn'),
      responses: { 204: { description: 'it holds' }, ...problems(...writes) },
    },
  },
  '/api/auth/sessions': {
    get: { summary: 'One’s own open sessions', responses: { 200: json('the sessions', 'Sessions'), ...problems(401, 403, 429) } },
  },
  '/api/auth/activity': {
    get: {
      summary: 'What happened to one’s own account of late: sign-ins and tries, passwords, second factor, role and scope',
      responses: { 200: json('the newest first', 'Activity'), ...problems(401, 403, 429) },
    },
  },
  '/api/auth/sessions/{id}': {
    delete: {
      summary: 'End one of one’s own sessions',
      parameters: [inPath('id')],
      responses: { 204: { description: 'ended' }, ...problems(401, 403, 404, 429) },
    },
  },
  // what changes an account needs a code of the last five minutes: 403 step_up_needed
  '/api/accounts': {
    get: { summary: 'The accounts an administrator manages', responses: { 200: json('the accounts', 'Accounts'), ...problems(401, 403, 429) } },
    post: {
      summary: 'Make an account; without a password one is made and shown this once',
      requestBody: takes('AccountIn'),
      responses: { 201: json('the account', 'AccountMade'), ...problems(...writes, 409, 422) },
    },
  },
  '/api/accounts/{id}': {
    get: {
      summary: 'One account',
      parameters: [inPath('id')],
      responses: { 200: json('the account', 'AccountRow'), ...problems(401, 403, 404, 429) },
    },
    patch: {
      summary: 'Change name, role, scope or member, disable or enable; open sockets of it end within 5 s',
      parameters: [inPath('id')],
      requestBody: takes('AccountChange'),
      responses: { 200: json('the account', 'AccountRow'), ...problems(...writes, 404, 409, 422) },
    },
  },
  '/api/accounts/{id}/password': {
    post: {
      summary: 'Give an account a new password; ends its sessions and a lock',
      parameters: [inPath('id')],
      requestBody: takes('ResetIn'),
      responses: { 200: json('the account', 'AccountMade'), ...problems(...writes, 404) },
    },
  },
  '/api/accounts/{id}/sessions': {
    delete: {
      summary: 'End all sessions of an account',
      parameters: [inPath('id')],
      responses: {
        200: { description: 'how many', ...content('application/json', { type: 'object', properties: { revoked: { type: 'integer' } } }) },
        ...problems(401, 403, 404, 429),
      },
    },
  },
  '/api/accounts/{id}/second-factor': {
    delete: {
      summary: 'Take the second factor of an account away; ends its sessions',
      parameters: [inPath('id')],
      responses: { 204: { description: 'taken away' }, ...problems(401, 403, 404, 429) },
    },
  },
  '/api/csp-reports': {
    post: {
      summary: 'What broke the Content-Security-Policy of a page, as browsers tell it; a line in the log',
      security: [],
      requestBody: { required: true, ...content('application/csp-report', ref('CspReportIn')) },
      responses: { 204: { description: 'noted' }, ...problems(400, 413, 415, 429) },
    },
  },
  '/api/audit': {
    get: {
      summary: 'The audit, the newest first, for auditors and administrators of everything',
      parameters: query(AuditQuery),
      responses: { 200: json('a page', 'AuditPage'), ...problems(...reads, 403) },
    },
  },
  '/metrics': {
    get: {
      summary: 'Figures of this process for Prometheus; without a token from the same machine only',
      responses: { 200: { description: 'metrics', ...content('text/plain', { type: 'string' }) }, ...problems(401) },
    },
  },
}

/** The OpenAPI 3.1 document of the HTTP API, made from the schemas that the routes parse and answer with. */
export function openApi(version: string): Json {
  const codes = (status: number) => Object.entries(problemStatus).flatMap(([code, of]) => (of === status ? [code] : []))
  const statuses = [...new Set(Object.values(problemStatus))]
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
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'gridsight_account',
          description: 'of a person who signed in; over https __Host-gridsight_account',
        },
        screen: { type: 'apiKey', in: 'cookie', name: 'gridsight_session', description: 'of a screen; over https __Host-gridsight_session' },
      },
      schemas: Object.fromEntries(Object.entries(named).map(([name, of]) => [name, schema(of, name.endsWith('In') ? 'input' : 'output')])),
      responses: Object.fromEntries(
        statuses.map((status) => [
          `Problem${status}`,
          { description: `code: ${codes(status).join(', ')}`, ...content('application/problem+json', ref('Problem')) },
        ]),
      ),
    },
  }
}
