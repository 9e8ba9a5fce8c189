import * as z from 'zod/mini'
import { whole } from '../query-parts'
import { Reported, ReportedIn } from '../reported'
import type { Routes } from '../route'
import { RunIn, SourceChange, SourceIn, SourceRow, SourceRun, SourceRunDetail, SourceRuns, Sources } from '../source'
import { SourceCommunities, SourceListRows, SourcePreview, SourceRowsQuery } from '../source-list'

const One = z.object({ id: z.uuid().check(z.describe('uuid of the source')) })
const OneRun = z.object({ id: z.uuid().check(z.describe('uuid of the source')), run: z.uuid() })
/** A file is sent in parts of this size at most. */
export const SOURCE_PART_BYTES = 4_000_000
const SourceRunAsked = SourceRun

/** Sources of people, households, units and events: the registry, their runs, and what they and we have of each other. */
export const sourceRoutes = {
  list: {
    method: 'GET',
    path: '/api/sources',
    access: 'viewer',
    summary: 'The sources, each with its last run and how many records of it stand',
    answer: { says: 'the sources', json: { Sources } },
    problems: [403],
  },
  add: {
    method: 'POST',
    path: '/api/sources',
    access: 'viewer',
    summary: 'Put a source into the registry; for administrators of the whole county',
    description:
      'Of a source of events nobody leaves: what a file has no more stays as it is. Such a source always keeps, and its rows go the way of `POST /api/events`.',
    body: { json: { SourceIn } },
    answer: { says: 'the source', status: 201, json: { SourceRow } },
    problems: [403, 409],
  },
  one: {
    method: 'GET',
    path: '/api/sources/{id}',
    access: 'viewer',
    summary: 'One source',
    params: One,
    answer: { says: 'the source', json: { SourceRow } },
    problems: [403, 404],
  },
  change: {
    method: 'PUT',
    path: '/api/sources/{id}',
    access: 'viewer',
    summary: 'Change a source; name, subject and effect stay once it has records',
    params: One,
    body: { json: { SourceChange } },
    answer: { says: 'the source', json: { SourceRow } },
    problems: [403, 404, 409],
  },
  sendFile: {
    method: 'POST',
    path: '/api/sources/{id}/file',
    access: 'viewer',
    summary: 'Send a part of a file (CSV, also .gz, or XLSX); with the last it takes the place of the one before',
    params: One,
    query: z.object({
      file: z.uuid().check(z.describe('a uuid that the sender draws for the whole file')),
      part: whole(0, 10_000),
      last: z._default(z.enum(['true', 'false']), 'false'),
      name: z
        .string()
        .check(
          z.trim(),
          z.minLength(1),
          z.maxLength(200),
          z.regex(/\.(csv|csv\.gz|tsv|txt|xlsx)$/i, 'must end in .csv, .csv.gz, .tsv, .txt or .xlsx'),
        ),
    }),
    body: { bytes: 'application/octet-stream', limit: SOURCE_PART_BYTES },
    answer: { says: 'it is kept' },
    problems: [403, 404, 409, 413],
  },
  preview: {
    method: 'GET',
    path: '/api/sources/{id}/preview',
    access: 'viewer',
    summary: 'The columns and first rows of its file, what is personal masked, and what its columns probably hold; audited',
    params: One,
    answer: { says: 'the first rows', json: { SourcePreview } },
    problems: [403, 404],
  },
  runs: {
    method: 'GET',
    path: '/api/sources/{id}/runs',
    access: 'viewer',
    summary: 'The runs of a source, the newest first',
    params: One,
    answer: { says: 'the runs', json: { SourceRuns } },
    problems: [403, 404],
  },
  ask: {
    method: 'POST',
    path: '/api/sources/{id}/runs',
    access: 'viewer',
    summary: 'Ask for a run, dry or real, or confirm one that is held; the same id again asks for nothing new',
    description:
      'A dry run reads, checks and compares everything and changes nothing. A run that would make more leave than the source allows is `held` before anything is written; `confirms` names it to let as many leave.',
    params: One,
    body: { json: { RunIn } },
    answer: { says: 'the run, which waits', status: 201, json: { SourceRunAsked } },
    problems: [403, 404, 409],
  },
  run: {
    method: 'GET',
    path: '/api/sources/{id}/runs/{run}',
    access: 'viewer',
    summary: 'One run: its counts, the first rows of each kind (names masked), and the rows that it did not take, by line and column',
    params: OneRun,
    answer: { says: 'the run', json: { SourceRunDetail } },
    problems: [403, 404],
  },
  communities: {
    method: 'GET',
    path: '/api/sources/{id}/communities',
    access: 'viewer',
    summary: 'What a source and we have of each other, by community of the asker’s area: counts only',
    params: One,
    answer: { says: 'the counts', json: { SourceCommunities } },
    problems: [403, 404],
  },
  rows: {
    method: 'GET',
    path: '/api/sources/{id}/rows',
    access: 'viewer',
    summary: 'The rows behind a count, masked, for those who read about people; audited',
    params: One,
    query: SourceRowsQuery,
    answer: { says: 'a page of rows', json: { SourceListRows } },
    problems: [403, 404],
  },
  reported: {
    method: 'GET',
    path: '/api/reported',
    access: 'viewer',
    summary:
      'Totals as they were reported (「报道数据」) beside what is here, with the difference and what explains it; here only for the whole county',
    answer: { says: 'the totals', json: { Reported } },
    problems: [403],
  },
  changeReported: {
    method: 'PUT',
    path: '/api/reported',
    access: 'viewer',
    summary: 'Change the reported totals, their source and date; for administrators of the whole county; 409 where they are not as they were `seen`',
    body: { json: { ReportedIn } },
    answer: { says: 'the totals', json: { Reported } },
    problems: [403, 409],
  },
} as const satisfies Routes
