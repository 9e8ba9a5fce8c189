'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useLast } from '@/components/list/use-last'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { formatMoment } from '@/lib/client/due'
import { http } from '@/lib/client/http'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { sourceFault } from '@/lib/client/sources'
import { useRead } from '@/lib/client/use-read'
import type { ReportedPart, ReportedRow } from '@/lib/domain/reported'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import type { SourceList } from '@/lib/domain/source-list'

const ReportedForm = dynamic(() => import('./reported-form').then((m) => m.ReportedForm), { ssr: false })

const { reported: words } = texts
/** What explains a difference, in the order in which it is asked. */
const EXPLAINED = ['matched', 'onlySource', 'several', 'onlyHere', 'rejected', 'unbound', 'left'] as const satisfies readonly SourceList[]
const reportedAs = (as: string) => `/organisation?view=table&list=registered&as=${as}`
/** The list that each part is of. */
const LISTS: Readonly<Record<ReportedPart, string>> = {
  ...{ bound: '/people', unbound: '/people', members: '/people', chiefs: '/people' },
  ...{ in_service: reportedAs('in_service'), mobile: reportedAs('mobile'), no_post: reportedAs('no_post') },
  ...{ organised: '/organisation?view=table&list=all', leaders: '/organisation?view=table&list=all' },
}

/** Totals as they were reported beside what is here, with the difference and the lists that explain it; never made to agree. */
export function ReportedPanel({ onOpen, stamp }: { onOpen(source: string, list: SourceList): void; stamp: string }) {
  const read = useRead(['reported', stamp], () => http(sourceRoutes.reported))
  // what stands below would jump if the table left for as long as it is read anew
  const data = useLast(read.data)
  const [editing, setEditing] = useState(false)
  const { columns: names } = words
  return (
    <Panel
      title={words.title}
      note={words.note}
      action={
        data?.mayChange && (
          <Action size="small" onClick={() => setEditing(true)} data-testid="edit-reported">
            {words.edit}
          </Action>
        )
      }
      flush
      className="overflow-hidden"
      testId="reported"
    >
      {read.fault !== null && <Failed text={sourceFault(read.fault)} onRetry={read.again} />}
      {!data && read.fault === null && <Waiting className="lg:min-h-320" />}
      {data?.figures.length === 0 && <Empty>{words.empty}</Empty>}
      {data && data.figures.length > 0 && (
        <Table columns={[names.what, names.reported, names.live, names.difference, names.why]} stacks>
          {data.figures.map((row) => (
            <tr key={row.key} data-testid="reported-row" data-key={row.key} className="align-top">
              <td className="whitespace-nowrap text-ink-1">{words.keys[row.key]}</td>
              <td data-label={names.reported}>
                <span className="text-16 whitespace-nowrap text-ink-1">
                  {row.rounded && `${words.about} `}
                  {texts.number(row.count)} <span className="font-sans text-13 text-ink-3">{words.units[row.key]}</span>
                </span>
                <span className="block max-w-280 text-13 text-ink-3">
                  {row.source} · {row.asOf === null ? words.noDay : words.asOf(row.asOf)}
                </span>
              </td>
              <td data-label={names.live} className="text-16 whitespace-nowrap text-ink-1" data-live={row.live ?? ''}>
                {row.live === null ? texts.none : texts.number(row.live)}
              </td>
              <td data-label={names.difference} className="whitespace-nowrap">
                <Difference row={row} />
              </td>
              <td data-label={names.why}>{data.whole ? <Why row={row} onOpen={onOpen} /> : <span className="text-ink-3">{words.ofCounty}</span>}</td>
            </tr>
          ))}
        </Table>
      )}
      {editing && data && (
        <ReportedForm
          figures={data.figures}
          onStale={read.again}
          onClose={(changed) => {
            setEditing(false)
            if (changed) read.set(changed)
          }}
        />
      )}
    </Panel>
  )
}

function Difference({ row: { difference, rounded } }: { row: ReportedRow }) {
  if (difference === null) return <>{texts.none}</>
  const word = difference === 0 ? words.equal : difference > 0 ? words.more : words.fewer
  return (
    <span data-difference={difference}>
      {word} {difference !== 0 && `${rounded ? `${words.about} ` : ''}${texts.number(Math.abs(difference))}`}
    </span>
  )
}

/** What explains a difference; where nothing is counted, why what comes nearest to it is no total. */
function Why({ row: { live, from, parts, key }, onOpen }: { row: ReportedRow; onOpen(source: string, list: SourceList): void }) {
  if (from !== null)
    return (
      <span className="flex flex-wrap gap-x-14 gap-y-4">
        {EXPLAINED.filter((list) => from.counts[list] > 0).map((list) => (
          <TextLink key={list} onClick={() => onOpen(from.id, list)} data-testid="explains" data-list={list}>
            {texts.lists[list]} {texts.number(from.counts[list])}
          </TextLink>
        ))}
        <span className="text-13 text-ink-3">
          {from.name} {from.synced === null ? '' : formatMoment(from.synced, Date.now())} {from.areas > 0 && words.onlyAreas(from.areas)}
        </span>
      </span>
    )
  if (parts.length > 0)
    return (
      <span className="flex flex-wrap gap-x-14 gap-y-4">
        {parts.map(({ what, count }) => (
          <TextLink key={what} href={LISTS[what]}>
            {words.parts[what]} {texts.number(count)}
          </TextLink>
        ))}
        {key === 'partyMembers' && <span className="basis-full text-13 text-ink-3">{words.eachOnce}</span>}
        {live === null && <span className="basis-full text-13 text-ink-3">{words.otherTerms}</span>}
      </span>
    )
  return <span className="text-ink-3">{key === 'crowd' && live === null ? words.notSynced : words.notHere}</span>
}
