import { type Fact, Facts } from '@/components/ui/facts'
import { Table } from '@/components/ui/table'
import { useOrdering } from '@/components/ui/use-sorting'
import { auditActionName, auditDetails, auditObject, auditTime } from '@/lib/client/audit-words'
import { accountTexts } from '@/lib/client/messages/accounts'
import { adminTexts } from '@/lib/client/messages/admin'
import { auditTexts } from '@/lib/client/messages/audit'
import { AUDIT_SORTS, type AuditRow } from '@/lib/domain/audit'

const words = adminTexts.audit

/** Letters that are read at a glance; a longer value, such as the ids of a list, is opened. */
const GLANCE = 160

function Value({ text }: { text: string }) {
  if (text.length <= GLANCE) return <span className="whitespace-pre-line">{text}</span>
  return (
    <details className="whitespace-pre-line">
      <summary className="cursor-pointer">{text.slice(0, GLANCE / 2)}…</summary>
      {text}
    </details>
  )
}

/** A reason and the details of a row, by their names. */
const factsOf = ({ reason, detail }: AuditRow): Fact[] => [
  ...(reason === null ? [] : [[auditTexts.reason, reason] satisfies Fact]),
  ...auditDetails(detail).map(([name, text]): Fact => [name, <Value key={name} text={text} />]),
]

/** What was done, by whom, with what, and what it says of it. `stale`: it is what was asked for before. */
export function AuditRows({ rows, stale }: { rows: readonly AuditRow[]; stale: boolean }) {
  const { columns } = words
  const { column } = useOrdering(AUDIT_SORTS, { usual: '-at' })
  return (
    <Table
      columns={[column('at', columns.at), columns.actor, column('action', columns.action), columns.object, columns.detail]}
      testId="audit-rows"
      stacks
      className={stale ? 'opacity-60' : ''}
    >
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </Table>
  )
}

function Row({ row }: { row: AuditRow }) {
  const { columns } = words
  const object = auditObject(row.object)
  const facts = factsOf(row)
  return (
    <tr className="align-top" data-action={row.action}>
      <td className="whitespace-nowrap">{auditTime(row.at)}</td>
      <td className="min-w-120 text-ink-1" data-label={columns.actor}>
        <span>
          {row.actor?.name ?? words.nobody}
          <span className="block text-13 text-ink-3">
            {[row.actor?.role && accountTexts.roles[row.actor.role], row.address].filter(Boolean).join(' · ')}
          </span>
        </span>
      </td>
      <td className="min-w-120" data-label={columns.action}>
        <span>
          <strong>{auditActionName(row.action)}</strong>
          {row.result !== 'done' && <span className="block text-13 text-ink-1">{words.results[row.result]}</span>}
        </span>
      </td>
      <td className="min-w-120 lg:min-w-260" data-label={columns.object}>
        {object && (
          <span>
            {object.kind}
            <span className="block text-13 break-all text-ink-3">{object.id}</span>
          </span>
        )}
      </td>
      <td className="min-w-200 lg:w-2/5" data-label={columns.detail}>
        {facts.length > 0 && <Facts rows={facts} className="text-13" />}
      </td>
    </tr>
  )
}
