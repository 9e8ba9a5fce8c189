import type * as z from 'zod/mini'
import { auditReading } from '@/lib/db/audit/read-audit'
import { readResidentsSetting, readSubmissionsSetting } from '@/lib/db/county-settings'
import { decideSubmission } from '@/lib/db/submissions/decide'
import { readSubmissionPhoto, submissionOfPhoto } from '@/lib/db/submissions/submission-photos'
import { countUnsolved, countWaiting, listSubmissions, listUnsolved, type SubmissionRow, shownSubmission } from '@/lib/db/submissions/submissions'
import { handlesSubmissions, type Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import { submissionRoutes } from '@/lib/domain/routes/submissions'
import { maySeeSubmission, type WaitingSubmissions } from '@/lib/domain/submission'
import { notePosted } from '@/lib/live/read-your-writes'
import { runtime } from '@/lib/live/runtime'
import { Whole } from './request'
import { type Served, serveViewer } from './route'
import { seenLately } from './seen-lately'

/** Throws Problem('forbidden') for anybody but a dispatcher of an area. */
export function needDispatcher(viewer: Viewer): readonly string[] {
  if (!handlesSubmissions(viewer) || viewer.scope.kind !== 'grids')
    throw new Problem('forbidden', 'What residents send comes before the dispatchers of its community.')
  return viewer.scope.prefixes
}

async function countsOf(prefixes: readonly string[]): Promise<z.output<typeof WaitingSubmissions>> {
  const [waiting, unsolved] = await Promise.all([countWaiting(prefixes), countUnsolved(prefixes)])
  return { waiting, unsolved }
}

/** Writes into the audit whose words were read, once a minute: a list is read anew all the time. */
async function auditRead(viewer: Viewer, rows: readonly SubmissionRow[], address: string | null): Promise<void> {
  const worded = rows.filter(({ words, contact }) => words !== '' || contact !== null).map(({ id }) => id)
  const { news, note } = seenLately(viewer, worded)
  if (news.length === 0) return
  await auditReading({ actor: actorOf(viewer), action: 'submission.read', address, detail: { ids: news } })
  note()
}

/** What residents have sent, and what dispatchers do with it. */
export const submissionsServed: readonly Served[] = [
  serveViewer(submissionRoutes.list, async ({ viewer, query, address }) => {
    const prefixes = needDispatcher(viewer)
    const { state = ['submitted'], solved } = query()
    const [rows, counts, links, residents] = await Promise.all([
      solved === undefined ? listSubmissions(prefixes, state) : listUnsolved(prefixes),
      countsOf(prefixes),
      readSubmissionsSetting(),
      readResidentsSetting(),
    ])
    await auditRead(viewer, rows, address)
    return { submissions: rows.map(shownSubmission), ...counts, on: links.on || residents.on }
  }),
  serveViewer(submissionRoutes.waiting, ({ viewer }) => countsOf(needDispatcher(viewer))),
  serveViewer(submissionRoutes.act, async ({ viewer, params, body, address }) => {
    needDispatcher(viewer)
    const { row, posted } = await decideSubmission(viewer, params().id, await body(), { now: Date.now(), address })
    if (posted) {
      notePosted(posted.logId, posted.revision)
      runtime().metrics.events.inc({ outcome: 'accepted' })
    }
    return shownSubmission(row)
  }),
  serveViewer(submissionRoutes.photo, async ({ viewer, params, query, address }) => {
    needDispatcher(viewer)
    const [{ id }, { size }] = [params(), query()]
    const submission = await submissionOfPhoto(id)
    if (!submission || !maySeeSubmission(viewer, submission)) throw new Problem('not_found', 'There is no such photo here.')
    const object = { kind: 'submission', id: submission.id }
    await auditReading({ actor: actorOf(viewer), action: 'submission.read', object, address, detail: { id, part: size } })
    const bytes = await readSubmissionPhoto(id, size === 'thumb' ? 'thumbnail' : 'photo')
    if (!bytes) throw new Problem('not_found', 'There is no such photo here.')
    const headers = { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }
    return new Whole(bytes, { headers })
  }),
]
