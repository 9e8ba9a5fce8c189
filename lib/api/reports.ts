import { readJudgementSetting } from '@/lib/db/county-settings'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { auditJudgementFile, getJudgement, listJudgements, type NewJudgement, saveJudgement } from '@/lib/db/reports/reports'
import { mayReadGrid, narrow, type Viewer, visibilityClass } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { OLDEST_MS } from '@/lib/domain/event'
import { type Judgement, type JudgementIn, type JudgementPeriod, lastPeriod, type PeriodicKind, periodAt } from '@/lib/domain/judgement'
import { mayReadJudgements } from '@/lib/domain/judgement-access'
import { Problem } from '@/lib/domain/problem'
import { reportRoutes } from '@/lib/domain/routes/reports'
import { makePeriodReport } from './judgement-period'
import { makeSpecialReport } from './judgement-special'
import { inBudget, Whole } from './request'
import { type CallOf, type Served, serveViewer } from './route'

/** Throws Problem('forbidden') for a screen and for a department, which has no places. */
export function needReports(viewer: Viewer): void {
  if (!mayReadJudgements(viewer)) throw new Problem('forbidden', 'Reports are of places, for people and systems with an area.')
}

/** The area of a viewer that names none. Throws Problem('invalid') where it is several. */
function ownArea({ scope }: Viewer): string {
  const [prefix, ...others] = scope.kind === 'grids' ? scope.prefixes : []
  if (prefix === undefined || others.length > 0) throw new Problem('invalid', 'Your area is several places: name one of them by `within`.')
  return prefix
}

/** The period that was asked for. Throws Problem('invalid') where it is not over. */
function periodOf(kind: PeriodicKind, day: string | undefined, now: number): JudgementPeriod {
  if (day === undefined) return lastPeriod(kind, now)
  const period = periodAt(kind, Date.parse(`${day}T12:00:00+08:00`))
  if (period.to > now) throw new Problem('invalid', `The period of ${day} is not over: a report is of whole days.`)
  // as of events
  if (period.from < OLDEST_MS) throw new Problem('invalid', `There are no events of ${day}: they are kept since 2000.`)
  return period
}

async function put(viewer: Viewer, wanted: JudgementIn, now: number): Promise<NewJudgement> {
  const [setting, { labels }] = [await readJudgementSetting(), await readLifecycle()]
  const letterhead = setting.letterhead === '' ? null : setting.letterhead
  if (wanted.kind === 'special') return makeSpecialReport(viewer, { alert: wanted.alert, letterhead, labels }, now)
  const scope = wanted.within ?? ownArea(viewer)
  if (!mayReadGrid(viewer, scope)) throw new Problem('not_found', `There is no grid ${scope} here.`)
  const sees = visibilityClass(viewer) === 'full' ? 'full' : 'plain'
  return makePeriodReport(viewer, { kind: wanted.kind, scope, period: periodOf(wanted.kind, wanted.day, now), sees, letterhead, labels }, now)
}

/** The report that a request is about. Throws Problem('not_found') where the asker may not read it. */
async function found({ params, viewer }: Pick<CallOf<typeof reportRoutes.read>, 'params' | 'viewer'>): Promise<Judgement> {
  needReports(viewer)
  const report = await getJudgement(viewer, params().id)
  if (!report) throw new Problem('not_found', 'There is no such report here.')
  return report
}

export const reportsServed: readonly Served[] = [
  serveViewer(reportRoutes.list, async ({ query, viewer }) => {
    needReports(viewer)
    const { kind, within, order, limit, cursor } = query()
    const narrowed = narrow(viewer, within)
    return narrowed ? listJudgements(narrowed, { kinds: kind, order, limit, cursor }) : { reports: [], nextCursor: null }
  }),
  serveViewer(reportRoutes.make, async (call) => {
    const { viewer, address } = call
    needReports(viewer)
    const wanted = await call.body()
    const report = await inBudget('read', call, () => put(viewer, wanted, Date.now()))
    const latest = wanted.kind !== 'special' && wanted.day === undefined
    const made = await saveJudgement(report, { actor: actorOf(viewer), address, requestId: wanted.requestId, latest })
    if (!made) throw new Problem('conflict', 'Somebody else has made a report by this requestId.')
    return made
  }),
  serveViewer(reportRoutes.read, found),
  serveViewer(reportRoutes.file, async (call) => {
    const report = await found(call)
    const { docxOf } = await import('./judgement-docx') // its library is only loaded by whoever wants a file
    const bytes = await inBudget('read', call, () => docxOf(report))
    await auditJudgementFile(actorOf(call.viewer), report, call.address)
    const name = encodeURIComponent(`${report.document.title} ${report.number}.docx`)
    return new Whole(bytes, {
      headers: {
        'Content-Type': reportRoutes.file.answer.bytes,
        'Content-Disposition': `attachment; filename="report.docx"; filename*=UTF-8''${name}`,
        'Cache-Control': 'no-store',
      },
    })
  }),
]
