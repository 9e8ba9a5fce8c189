'use client'
import { ColourMark } from '@/components/alerts/colour-mark'
import { Table } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { ruleName } from '@/lib/client/alert-words'
import { alertTexts } from '@/lib/client/messages/alerts'
import { ruleTexts } from '@/lib/client/messages/rules'
import { coloursOf, decimal, isInferred, percent, reachWords, stateOf, volumeText } from '@/lib/client/rule-words'
import { useRoute } from '@/lib/client/use-read'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import type { RuleOut } from '@/lib/domain/rule'
import { RuleStrip } from './rule-strip'

/** A line a rule: what it is, whether it notifies, and how it has done. */
export function RulesTable({ rules, chosen, onChoose }: { rules: readonly RuleOut[]; chosen: string | null; onChoose(id: string): void }) {
  const { columns } = ruleTexts
  return (
    <Table
      testId="rules-table"
      stacks
      className="max-[80rem]:[&_th]:break-keep max-[80rem]:[&_th]:text-wrap sm:max-[80rem]:[&_:is(th,td):first-child]:hidden sm:max-[80rem]:[&_:is(th,td):nth-child(2)]:pl-16"
      columns={[
        columns.kind,
        columns.rule,
        columns.colours,
        columns.state,
        columns.past,
        columns.precision,
        columns.detection,
        columns.delay,
        columns.false,
      ]}
    >
      {rules.map((rule) => (
        <RuleRow key={rule.id} rule={rule} isChosen={rule.id === chosen} onChoose={onChoose} />
      ))}
    </Table>
  )
}

function RuleRow({ rule, isChosen, onChoose }: { rule: RuleOut; isChosen: boolean; onChoose(id: string): void }) {
  const { columns, states } = ruleTexts
  const state = stateOf(rule)
  const name = ruleName(rule)
  // where there is no room for a column of it
  const kind = alertTexts.rules[rule.kind].name
  const { record } = rule
  const figure = 'tabular-nums whitespace-nowrap'
  const statistical = record?.kind === 'statistical' ? record : null
  return (
    <tr
      data-testid={`rule-${rule.id}`}
      data-state={state}
      aria-current={isChosen || undefined}
      className="aria-[current]:bg-chosen aria-[current]:shadow-[inset_4px_0_var(--ink-1)]"
    >
      <td className="whitespace-nowrap text-ink-1">{kind}</td>
      <td data-label={columns.rule}>
        <span className="flex flex-wrap items-baseline gap-x-8">
          <button type="button" className="text-left text-ink-1 underline-offset-4 hover:underline max-lg:min-h-44" onClick={() => onChoose(rule.id)}>
            {name}
          </button>
          {name !== alertTexts.ruleVersion(kind, rule.version) && <span className="hidden text-13 text-ink-3 sm:max-[80rem]:inline">{kind}</span>}
          <span className="text-13 whitespace-nowrap text-ink-3 max-[80rem]:text-wrap">{reachWords(rule)}</span>
        </span>
      </td>
      <td data-label={columns.colours}>
        <span className="flex gap-4">
          {coloursOf(rule).map((colour) => (
            <ColourMark key={colour} colour={colour} over className="size-20" />
          ))}
        </span>
      </td>
      <td data-label={columns.state}>
        <Tag dashed={state !== 'told'}>{states[state]}</Tag>
      </td>
      <td data-label={columns.past} className="min-w-280 text-ink-3 max-[80rem]:min-w-200 max-[80rem]:[--strip-min:176px]">
        {isInferred(rule) ? statistical ? <Past key={rule.version} id={rule.id} /> : ruleTexts.noPast : volumeText(record)}
      </td>
      <td data-label={columns.precision} className={figure}>
        {percent(statistical?.precision)}
      </td>
      <td data-label={columns.detection} className={figure}>
        {percent(statistical?.detection)}
      </td>
      <td data-label={columns.delay} className={figure}>
        {statistical?.medianDelayDays === undefined ? '—' : ruleTexts.days(decimal(statistical.medianDelayDays))}
      </td>
      <td data-label={columns.false} className={figure}>
        {decimal(statistical?.falsePer100Days, 2)}
      </td>
    </tr>
  )
}

function Past({ id }: { id: string }) {
  const { data, fault } = useRoute(alertRoutes.backtest, { params: { id } })
  // rows below stand while it is read
  if (data === null && fault === null) return <div className="h-28" />
  return data?.backtest ? <RuleStrip backtest={data.backtest} /> : null
}
