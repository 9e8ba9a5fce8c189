import { countAudit, lastAuditId, pageAudit } from '@/lib/db/audit/audit'
import { auditReading } from '@/lib/db/audit/read-audit'
import { listJudgements } from '@/lib/db/reports/reports'
import { listSubmissions, listUnsolved, shownSubmission } from '@/lib/db/submissions/submissions'
import { narrow, type Viewer } from '@/lib/domain/access'
import type { AccountRow } from '@/lib/domain/account'
import { type AuditRow, actorOf } from '@/lib/domain/audit'
import { MAX_EXPORT_ROWS } from '@/lib/domain/export'
import type { JudgementRow } from '@/lib/domain/judgement'
import { ACCOUNT_COLUMNS, AUDIT_COLUMNS, REPORT_COLUMNS, ROSTER_COLUMNS, SUBMISSION_COLUMNS } from '@/lib/domain/office-export'
import type { DutyShiftOut } from '@/lib/domain/roster'
import { AuditQuery } from '@/lib/domain/routes/administration'
import { ReportsQuery } from '@/lib/domain/routes/reports'
import { RosterQuery } from '@/lib/domain/routes/roster'
import { SubmissionsQuery } from '@/lib/domain/routes/submissions'
import type { Submission } from '@/lib/domain/submission'
import { accountsManaged } from './accounts'
import { auditAsked } from './administration'
import { asked, PAGE, type Source, sourceOf } from './export-source'
import { needReports } from './reports'
import { parseQuery } from './request'
import { giveAsked } from './roster'
import { needDispatcher } from './submissions'

// that it was made, of what, and with names or without, is a row of the audit already
const audited = async () => {}
/** One more than may be exported, by which it is told that there are too many. */
const ENOUGH = MAX_EXPORT_ROWS + 1

/** Lists of the office itself. */
export const OFFICE_SOURCES = {
  audit(viewer: Viewer, query: URLSearchParams): Source {
    const { cursor: _cursor, limit: _limit, ...wanted } = parseQuery(AuditQuery, asked(query))
    const filter = auditAsked(viewer, wanted)
    // what is written from here on, such as that this export was made, is not in it
    let end: Promise<number> | undefined
    const newest = () => {
      end ??= lastAuditId().then((id) => id + 1)
      return end
    }
    return sourceOf<AuditRow>({
      title: { zh: '审计记录', en: 'Audit' },
      columns: AUDIT_COLUMNS,
      audit: audited,
      count: async () => countAudit({ ...filter, before: await newest(), limit: ENOUGH }),
      async *pages() {
        const before = await newest()
        let cursor: string | undefined
        do {
          const { rows, next } = await pageAudit({ ...filter, before, cursor, limit: PAGE })
          yield rows
          cursor = next ?? undefined
        } while (cursor !== undefined)
      },
    })
  },
  accounts(viewer: Viewer): Source {
    const read = () => accountsManaged(viewer)
    return sourceOf<AccountRow>({
      title: { zh: '账号清单', en: 'Accounts' },
      columns: ACCOUNT_COLUMNS,
      audit: audited,
      count: async () => (await read()).length,
      async *pages() {
        yield await read()
      },
    })
  },
  submissions(viewer: Viewer, query: URLSearchParams): Source {
    const prefixes = needDispatcher(viewer)
    const { state = ['submitted'], solved } = parseQuery(SubmissionsQuery, asked(query))
    const read = () => (solved === undefined ? listSubmissions(prefixes, state, ENOUGH) : listUnsolved(prefixes, ENOUGH))
    return sourceOf<Submission>({
      title: { zh: '随手拍清单', en: 'What residents sent' },
      columns: SUBMISSION_COLUMNS,
      audit: (reader, rows) =>
        auditReading({
          ...{ actor: actorOf(reader.viewer), action: 'submission.read', address: reader.address },
          detail: { export: true, ids: rows.map(({ id }) => id) },
        }),
      count: async () => (await read()).length,
      async *pages() {
        yield (await read()).map(shownSubmission)
      },
    })
  },
  reports(viewer: Viewer, query: URLSearchParams): Source {
    needReports(viewer)
    const { kind: kinds, within, order } = parseQuery(ReportsQuery, asked(query))
    const narrowed = narrow(viewer, within)
    const pages = async function* () {
      for (let cursor: string | undefined; narrowed; ) {
        const page = await listJudgements(narrowed, { kinds, order, limit: PAGE, cursor })
        yield page.reports
        if (page.nextCursor === null) return
        cursor = page.nextCursor
      }
    }
    return sourceOf<JudgementRow>({
      title: { zh: '研判报告清单', en: 'Reports' },
      columns: REPORT_COLUMNS,
      audit: audited,
      // a report or two a day: few enough to be counted by reading them
      async count() {
        let count = 0
        for await (const page of pages()) count += page.length
        return count
      },
      pages,
    })
  },
  roster(viewer: Viewer, query: URLSearchParams): Source {
    const wanted = parseQuery(RosterQuery, asked(query))
    const read = async () => (await giveAsked(viewer, Date.now(), wanted)).shifts
    return sourceOf<DutyShiftOut>({
      title: { zh: '值班表', en: 'Duty roster' },
      columns: ROSTER_COLUMNS,
      audit: audited,
      count: async () => (await read()).length,
      async *pages() {
        yield await read()
      },
    })
  },
}
