'use client'
import type { ReactNode } from 'react'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { formatMoment } from '@/lib/client/due'
import { said } from '@/lib/client/language'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { readSourceRows, rejectWords, sourceFault } from '@/lib/client/sources'
import { useReadPages } from '@/lib/client/use-read'
import type { SourceRow } from '@/lib/domain/source'
import type { SourceList, SourceListRow } from '@/lib/domain/source-list'
import { subjectRow } from '@/lib/domain/source-subjects'

/** The rows behind a count, masked. */
export function RowsPanel({
  source: { id, last, subject },
  list,
  within,
  title,
  action,
}: {
  source: SourceRow
  list: SourceList
  within: string | null
  title: string
  action: ReactNode
}) {
  const { rows, fault, more, again } = useReadPages(['source-rows', id, list, within, last?.id, last?.state], (cursor) =>
    readSourceRows(id, list, within, cursor),
  )
  const { listColumns: names } = texts
  const ofPeople = subjectRow(subject).named === 'person'
  const nameColumn = ofPeople ? names.name : names.unit
  // of events there are only rows that were not taken, which have no name
  const isNamed = subject !== 'events'
  return (
    <Panel title={title} action={action} flush className="overflow-hidden" testId="source-rows">
      {fault !== null && <Failed text={sourceFault(fault)} onRetry={again} />}
      {rows === null && fault === null && <Waiting />}
      {rows?.length === 0 && <Empty>{texts.listEmpty}</Empty>}
      {rows !== null && rows.length > 0 && (
        <Table
          columns={[
            ...(isNamed ? [nameColumn] : []),
            names.place,
            ...(ofPeople ? [names.address] : []),
            ...(isNamed ? [names.phone] : []),
            ...[names.id, names.why],
          ]}
          stacks
        >
          {rows.map((row) => (
            <tr key={row.key} data-testid="source-row">
              {isNamed && <td className="whitespace-nowrap text-ink-1">{row.name ?? texts.none}</td>}
              <td data-label={names.place} className="whitespace-nowrap">
                {said({ zh: row.place, en: row.placeEn }) || texts.none}
              </td>
              {ofPeople && <td data-label={names.address}>{row.address ?? texts.none}</td>}
              {isNamed && (
                <td data-label={names.phone} className="whitespace-nowrap">
                  {row.phone ?? texts.none}
                </td>
              )}
              <td data-label={names.id}>{row.externalId ?? texts.none}</td>
              <td data-label={names.why}>{whyOf(row)}</td>
            </tr>
          ))}
        </Table>
      )}
      {more && (
        <p className="flex justify-center border-t border-line p-12">
          <Action onClick={more}>{texts.actions.more}</Action>
        </p>
      )}
    </Panel>
  )
}

/** Why a row is in its list, in words. */
function whyOf({ line, column, field, code, why, leftAt, match }: SourceListRow): string {
  if (code !== null && line !== null)
    return `${texts.atLine(line, column ?? texts.none)} ${rejectWords({ code, field: field ?? '', message: why ?? '' })}`
  if (leftAt !== null) return texts.leftOn(formatMoment(leftAt, Date.now()))
  return match === null ? texts.lists.onlyHere : texts.matches[match]
}
