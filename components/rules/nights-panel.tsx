import { Panel } from '@/components/page/panel'
import { Empty } from '@/components/page/states'
import { Table } from '@/components/ui/table'
import { formatCount } from '@/lib/client/format'
import { ruleTexts } from '@/lib/client/messages/rules'
import type { NightSummary } from '@/lib/domain/rule'

const SHOWN = 7

/** What the last nights looked at and found, in the shadow too. */
export function NightsPanel({ nights, leastDays }: { nights: readonly NightSummary[]; leastDays: number }) {
  const { title, columns, none, unplaced, incomplete } = ruleTexts.nights
  return (
    <Panel title={title} flush testId="nights">
      {nights.length === 0 ? (
        <Empty>{none(formatCount(leastDays))}</Empty>
      ) : (
        <>
          <Table stacks columns={[columns.night, columns.days, columns.streams, columns.events, columns.unplaced, columns.found, columns.told]}>
            {nights.slice(0, SHOWN).map((night) => (
              <tr key={night.night} className="tabular-nums">
                <td>{night.night}</td>
                <td data-label={columns.days}>{ruleTexts.days(formatCount(night.days))}</td>
                <td data-label={columns.streams}>{formatCount(night.streams)}</td>
                <td data-label={columns.events}>{formatCount(night.events)}</td>
                <td data-label={columns.unplaced}>{formatCount(night.unplaced)}</td>
                <td data-label={columns.found}>{night.incomplete ? incomplete : formatCount(night.found)}</td>
                <td data-label={columns.told}>{formatCount(night.told)}</td>
              </tr>
            ))}
          </Table>
          <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{unplaced}</p>
        </>
      )}
    </Panel>
  )
}
