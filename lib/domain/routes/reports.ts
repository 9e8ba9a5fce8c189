import * as z from 'zod/mini'
import { Judgement, JudgementIn, JudgementKind, JudgementPage, JudgementRow, REPORT_SORTS } from '../judgement'
import { orderBy } from '../list-order'
import { list, Within, whole } from '../query-parts'
import type { Routes } from '../route'

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

export const ReportsQuery = z.object({
  kind: list(JudgementKind),
  within: Within,
  order: z._default(orderBy(REPORT_SORTS), '-made'),
  limit: z._default(whole(1, 200), 50),
  cursor: z.optional(z.string().check(z.maxLength(1_000))),
})

const One = z.object({ id: z.uuid().check(z.describe('uuid of the report')) })

/** Judgement reports (研判报告): of a day, of a week, of an alert. Written once; internal (内部研判). */
export const reportRoutes = {
  list: {
    method: 'GET',
    path: '/api/reports',
    access: 'viewer',
    summary: 'Reports, the newest first or sorted by a column; none for a place outside the scope',
    description:
      'Those of places in the scope of the asker. One that tells of sensitive events one by one is for those who see these. Not for screens.',
    query: ReportsQuery,
    answer: { says: 'a page', json: { JudgementPage } },
    problems: [403],
  },
  make: {
    method: 'POST',
    path: '/api/reports',
    access: 'viewer',
    summary: 'Make a report of a day or week that is over, or of an alert, for what the asker may see',
    description:
      'It holds figures by the rules of GET /api/kpis, what differs from the usual with its intervals, alerts with their outcome, what is overdue and supervised; no personal data and no free text. Sensitive types are in it one by one only where the asker sees them so. The same requestId is one report, however often it is sent; 409 where it was sent by somebody else, or for another report. 503 while the events of the period are still being written.',
    body: { json: { JudgementIn } },
    answer: { says: 'made', status: 201, json: { JudgementRow } },
    problems: [403, 404, 409, 503],
  },
  read: {
    method: 'GET',
    path: '/api/reports/{id}',
    access: 'viewer',
    summary: 'A report: its facts, and the document as blocks and pictures',
    params: One,
    answer: { says: 'the report', json: { Judgement } },
    problems: [403, 404],
  },
  file: {
    method: 'GET',
    path: '/api/reports/{id}/docx',
    access: 'viewer',
    summary: 'A report as a file of Word (.docx); a row of the audit',
    params: One,
    answer: { says: 'the file', bytes: DOCX },
    problems: [403, 404],
  },
} as const satisfies Routes
