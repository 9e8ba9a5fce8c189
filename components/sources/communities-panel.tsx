'use client'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useLast } from '@/components/list/use-last'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Table } from '@/components/ui/table'
import { TextLink } from '@/components/ui/text-link'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { endsThem, sourceFault } from '@/lib/client/sources'
import { useRead } from '@/lib/client/use-read'
import { sourceRoutes } from '@/lib/domain/routes/sources'
import type { SourceRow } from '@/lib/domain/source'
import type { SourceCommunity, SourceCounts, SourceList } from '@/lib/domain/source-list'
import { subjectRow } from '@/lib/domain/source-subjects'
import { RowsPanel } from './rows-panel'

const ExportDialog = dynamic(() => import('@/components/list/export-dialog').then((m) => m.ExportDialog), { ssr: false })

/** In place of a community: rows that name none which is here. */
const UNPLACED = 'none'
/** What a list is called: of a source that keeps, what is matched is what it keeps. */
const listName = (list: SourceList, source: Pick<SourceRow, 'subject' | 'effect'>): string =>
  list === 'matched' && source.effect === 'keep' ? texts.keepMatched : list === 'left' && endsThem(source) ? texts.unitsEnded : texts.lists[list]

/** What a source and we have of each other, by community; each number opens its list. */
export function CommunitiesPanel({
  source,
  readsPeople,
  hasWords,
  list,
  within,
  onList,
}: {
  source: SourceRow
  readsPeople: boolean
  hasWords: boolean
  list: SourceList | null
  within: string | null
  onList(list: SourceList | null, within: string | null): void
}) {
  const { id, effect, last } = source
  const nameOfList = (name: SourceList) => listName(name, source)
  const read = useRead(['source-communities', id, last?.id, last?.state], () => http(sourceRoutes.communities, { params: { id } }))
  const data = useLast(read.data)
  const [exporting, setExporting] = useState(false)
  const { lists: all } = subjectRow(source.subject)
  const lists = all[effect]
  const nameOf = ({ code, name, nameEn }: SourceCommunity) => (code === null ? texts.unplaced : said({ zh: name, en: nameEn }))
  const placeName = within === null ? texts.total : (data?.communities.filter(({ code }) => (code ?? UNPLACED) === within).map(nameOf)[0] ?? within)
  const row = (counts: SourceCounts, of: string | null) =>
    lists.map((name) => (
      <td key={name} data-label={nameOfList(name)} className="whitespace-nowrap">
        <Count count={counts[name]} isOpen={list === name && within === of} onOpen={readsPeople ? () => onList(name, of) : null} name={name} />
      </td>
    ))
  return (
    <>
      <Panel
        title={texts.communities}
        note={readsPeople ? texts.communitiesNote : texts.noRows}
        flush
        className="overflow-hidden"
        testId="communities"
      >
        {read.fault !== null && <Failed text={sourceFault(read.fault)} onRetry={read.again} />}
        {!data && read.fault === null && <Waiting />}
        {data?.communities.length === 0 && <Empty>{texts.listEmpty}</Empty>}
        {data && data.communities.length > 0 && (
          <Table columns={[texts.community, ...lists.map(nameOfList)]} stacks>
            <tr data-testid="community" data-community="all" className="font-medium">
              <td className="text-ink-1">{texts.total}</td>
              {row(data.total, null)}
            </tr>
            {data.communities.map((one) => (
              <tr key={one.code ?? UNPLACED} data-testid="community" data-community={one.code ?? UNPLACED}>
                <td className="whitespace-nowrap text-ink-1">{nameOf(one)}</td>
                {row(one.counts, one.code ?? UNPLACED)}
              </tr>
            ))}
          </Table>
        )}
      </Panel>
      {readsPeople && list !== null && (
        <RowsPanel
          source={source}
          list={list}
          within={within}
          title={texts.listOf(nameOfList(list), placeName)}
          action={
            <span className="flex gap-8">
              <Action size="small" onClick={() => setExporting(true)} data-testid="export-rows">
                {texts.actions.export}
              </Action>
              <Action size="small" onClick={() => onList(null, null)}>
                {texts.close}
              </Action>
            </span>
          }
        />
      )}
      {exporting && list !== null && (
        <ExportDialog
          list="sourceRows"
          query={String(new URLSearchParams({ source: id, list, ...(within !== null && { within }) }))}
          hasWords={hasWords}
          onClose={() => setExporting(false)}
        />
      )}
    </>
  )
}

/** A count that opens its list; none has nothing to open. */
function Count({ count, isOpen, onOpen, name }: { count: number; isOpen: boolean; onOpen: (() => void) | null; name: SourceList }) {
  if (count === 0 || onOpen === null) return <span className={count === 0 ? 'text-ink-3' : 'text-ink-1'}>{texts.number(count)}</span>
  return (
    <TextLink onClick={onOpen} aria-pressed={isOpen} data-list={name} className={isOpen ? 'font-semibold' : ''}>
      {texts.number(count)}
    </TextLink>
  )
}
