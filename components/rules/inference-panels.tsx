'use client'
import { useState } from 'react'
import { Cap } from '@/components/page/key-caps'
import { Panel } from '@/components/page/panel'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Facts } from '@/components/ui/facts'
import { formatCount } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { inList } from '@/lib/client/in-list'
import { alertTexts } from '@/lib/client/messages/alerts'
import { ruleTexts } from '@/lib/client/messages/rules'
import { decimal, type InferredRuleOut, percent, pointAt, recordAt } from '@/lib/client/rule-words'
import { stepFrom } from '@/lib/client/step'
import { useRoute } from '@/lib/client/use-read'
import type { Backtest } from '@/lib/domain/backtest'
import { civilDate } from '@/lib/domain/clock'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import { isTriedHere } from '@/lib/domain/rule'
import { gatesAgain } from '@/lib/domain/rule-gates'
import { GateList } from './gate-list'
import { RuleCurve } from './rule-curve'
import type { RuleChange } from './use-rule-change'
import { useRuleKeys } from './use-rule-keys'

/** A backtest that is being made is looked at so often. */
const POLL_MS = 3_000

type Props = { rule: InferredRuleOut; mayChange: boolean; change: RuleChange }

/** A rule of inference: what it would find and wrongly say at each threshold, and whether it may notify at the one that is tried. */
export function InferencePanels({ rule, mayChange, change }: Props) {
  const now = rule.settings.fireAt
  const of = { id: rule.id, expectedVersion: rule.version }
  const [tried, setTried] = useState(now)
  const { data: past, fault, again, set } = useRoute(alertRoutes.backtest, { params: { id: rule.id } }, { everyMs: POLL_MS })
  const backtest = past?.backtest ?? null
  const running = past?.running ?? null
  const tryIt = async () => {
    const answer = await http(alertRoutes.tryRule, { params: { id: rule.id }, body: {} })
    if (answer.ok) set(answer.body)
  }
  const point = backtest && tried !== now ? pointAt(backtest, tried) : null
  const record = rule.record && point ? recordAt(rule.record, point) : rule.record
  const gates = gatesAgain(rule.gates, record)
  const limit = gates.find(({ gate }) => gate === 'falsePer100Days')?.asked ?? 0
  const { acts } = ruleTexts
  const isOther = tried !== now
  const passes = gates.every(({ passed }) => passed)
  const save = () => change.send({ ...of, settings: { ...rule.settings, fireAt: tried } })
  const mayTry = mayChange && !isOther && isTriedHere(rule) && (running === null || running.fault !== null)
  const steps = backtest ? stepsOf(backtest, now) : []
  useRuleKeys({
    tryIt: mayTry ? () => void tryIt() : undefined,
    save: mayChange && isOther && !change.busy ? save : undefined,
    step: (by) => setTried((before) => stepFrom(steps, before, by) ?? before),
  })
  return (
    <div className="grid grid-cols-3 gap-12 max-lg:grid-cols-1">
      <Panel
        title={ruleTexts.curve.title}
        note={rule.record?.episodes === undefined ? undefined : ruleTexts.curve.sample(rule.record.episodes)}
        testId="rule-curve"
      >
        {backtest ? (
          <RuleCurve backtest={backtest} now={now} tried={tried} limit={limit} />
        ) : past ? (
          <Empty>{ruleTexts.noPast}</Empty>
        ) : fault ? (
          <Failed code={fault.code} onRetry={again} />
        ) : (
          <Waiting />
        )}
      </Panel>
      <Panel title={ruleTexts.threshold.title} testId="rule-threshold">
        {backtest && <Threshold backtest={backtest} now={now} tried={tried} onTry={setTried} />}
        {backtest && <How backtest={backtest} />}
      </Panel>
      <Panel title={isOther ? ruleTexts.gates.tried(tried) : ruleTexts.gates.title} testId="rule-gates">
        <p className="text-13 text-ink-2">{alertTexts.condition[rule.kind]}</p>
        <GateList gates={gates} />
        <p className="text-13 text-ink-3">{ruleTexts.gates.why}</p>
        {mayChange && (
          <p className="flex flex-wrap gap-8">
            {isOther && (
              <Action main disabled={change.busy} aria-keyshortcuts="s" onClick={save}>
                {acts.save(rule.version + 1)}
                <Cap cap="S" />
              </Action>
            )}
            {!isOther && !rule.published && (
              <Action main disabled={change.busy || !passes} onClick={() => change.send({ ...of, published: true })}>
                {acts.publish}
              </Action>
            )}
            {!isOther && rule.published && (
              <Action disabled={change.busy} onClick={() => change.send({ ...of, published: false })}>
                {acts.withdraw}
              </Action>
            )}
            {!isOther && isTriedHere(rule) && (
              <Action disabled={!mayTry} aria-keyshortcuts="r" onClick={tryIt}>
                {acts.try}
                <Cap cap="R" />
              </Action>
            )}
            <Action disabled={change.busy} onClick={() => change.send({ ...of, enabled: !rule.enabled })}>
              {rule.enabled ? acts.off : acts.on}
            </Action>
          </p>
        )}
        {running && (
          <p role="status" className="text-13 text-ink-2" data-testid="backtest-running">
            {running.fault === null ? ruleTexts.past.running(running.done, running.total) : ruleTexts.past.fault(running.fault)}
          </p>
        )}
        <p role="status" className={change.told?.ok === false ? 'text-ink-1' : 'text-13 text-ink-3'}>
          {change.told?.text}
        </p>
      </Panel>
    </div>
  )
}

/** Thresholds that were tried, and the one of now, in order. */
const stepsOf = ({ curve }: Backtest, now: number): number[] => [...new Set([...curve.map(({ interval }) => interval), now])].sort((a, b) => a - b)

/** The thresholds of a curve on a slider, with what each would mean. */
function Threshold({ backtest, now, tried, onTry }: { backtest: Backtest; now: number; tried: number; onTry(interval: number): void }) {
  const texts = ruleTexts.threshold
  const steps = stepsOf(backtest, now)
  const before = pointAt(backtest, now)
  const after = pointAt(backtest, tried)
  const compared = (of: (point: NonNullable<typeof after>) => string) =>
    before && after ? (tried === now ? of(after) : `${of(before)} → ${of(after)}`) : '—'
  return (
    <>
      <label className="flex flex-col gap-6">
        <span className="text-20 font-semibold tabular-nums text-ink-1">{texts.value(tried)}</span>
        <input
          type="range"
          min={0}
          max={steps.length - 1}
          step={1}
          value={Math.max(0, steps.indexOf(tried))}
          aria-label={texts.title}
          aria-valuetext={texts.value(tried)}
          className="w-full accent-ink-1 max-lg:min-h-44"
          onChange={(e) => onTry(steps[Number(e.currentTarget.value)] ?? now)}
        />
        <span className="flex justify-between text-13 text-ink-3 tabular-nums" aria-hidden>
          {steps.map((step) => (
            <span key={step} className={step === now ? 'font-semibold text-ink-1' : ''}>
              {step}
            </span>
          ))}
        </span>
      </label>
      <Facts
        rows={[
          [texts.perWeek, compared(({ alertsPerYear }) => texts.items(decimal(alertsPerYear / 52, 2)))],
          [texts.found, compared(({ detection }) => percent(detection))],
          [texts.wrong, compared(({ falsePer100Days }) => texts.items(decimal(falsePer100Days, 2)))],
        ]}
      />
      <p className="text-13 text-ink-3">{texts.why}</p>
    </>
  )
}

/** On what it was tried. */
function How({ backtest: { record, from, to, source, seed, madeAt } }: { backtest: Backtest }) {
  const texts = ruleTexts.past
  const names: Readonly<Record<string, string>> = texts.bases
  const basisOf = (basis: string) => names[basis] ?? basis
  return (
    <Facts
      className="text-13"
      rows={[
        [texts.basis, inList(record.basis.map(basisOf))],
        [texts.period, `${from} – ${to} (${ruleTexts.days(formatCount(record.days))})`],
        // two hyphens are not a dash
        [
          texts.source,
          <span key="source" className="[font-variant-ligatures:none]">
            {source ?? texts.here}
          </span>,
        ],
        ...(seed === null ? [] : [[texts.seed, seed] as const]),
        [texts.madeAt, civilDate(Date.parse(madeAt))],
      ]}
    />
  )
}
