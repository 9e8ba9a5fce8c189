'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { Frame } from '@/components/page/frame'
import type { Key } from '@/components/page/keys-dialog'
import { Panel } from '@/components/page/panel'
import { Shell } from '@/components/page/shell'
import { Failed, Waiting } from '@/components/page/states'
import { budgetWords } from '@/lib/client/budget-words'
import { formatCount } from '@/lib/client/format'
import { aboutTexts } from '@/lib/client/messages/about'
import { budgetTexts } from '@/lib/client/messages/budget'
import { pageTexts } from '@/lib/client/messages/page'
import { ruleTexts } from '@/lib/client/messages/rules'
import { isInferred, isOfGroups, isOfWork, missedWords, verdictWords } from '@/lib/client/rule-words'
import { stepFrom } from '@/lib/client/step'
import { useRoute } from '@/lib/client/use-read'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import type { RuleOut } from '@/lib/domain/rule'
import { useRuleChange } from './use-rule-change'
import { useRuleKeys } from './use-rule-keys'

// the table comes with its data, and of each rule's kind only what it has
const RulesTable = dynamic(() => import('./rules-table').then((m) => m.RulesTable), { ssr: false, loading: () => <Waiting /> })
const GroupPanel = dynamic(() => import('./group-panel').then((m) => m.GroupPanel), { ssr: false })
const InferencePanels = dynamic(() => import('./inference-panels').then((m) => m.InferencePanels), { ssr: false })
const FactPanel = dynamic(() => import('./fact-panel').then((m) => m.FactPanel), { ssr: false })
const NewRule = dynamic(() => import('./new-rule').then((m) => m.NewRule), { ssr: false })
const ReachPanel = dynamic(() => import('./reach-panel').then((m) => m.ReachPanel), { ssr: false })
const NightsPanel = dynamic(() => import('./nights-panel').then((m) => m.NightsPanel), { ssr: false })
const QuietPanel = dynamic(() => import('./quiet-panel').then((m) => m.QuietPanel), { ssr: false })
const WorkPanel = dynamic(() => import('./work-panel').then((m) => m.WorkPanel), { ssr: false })

/** A night or a record may come while the page is open. */
const POLL_MS = 60_000

const keysOf = (mayChange: boolean): Key[] => [
  { caps: ['↑', '↓'], text: pageTexts.keys.row },
  { caps: ['←', '→'], text: ruleTexts.keys.threshold },
  ...(mayChange
    ? [
        { caps: ['R'], text: ruleTexts.keys.try },
        { caps: ['S'], text: ruleTexts.keys.save },
      ]
    : []),
]

/** 规则与历史检验: each rule with how it has done, and what it would do otherwise. */
export function RulesPage({ frame, mayChange }: { frame: Frame; mayChange: boolean }) {
  const { data, fault, again, set } = useRoute(alertRoutes.rules, {}, { everyMs: POLL_MS })
  const [chosen, setChosen] = useState<string | null>(null)
  // a rule in whose form somebody has begun to write, as it was then: what is read anew takes nothing of that away
  const [held, setHeld] = useState<RuleOut | null>(null)
  useEffect(() => setChosen(new URLSearchParams(location.search).get('rule')), [])
  const choose = (id: string) => {
    history.replaceState(null, '', `?rule=${encodeURIComponent(id)}`)
    setChosen(id)
    setHeld(null)
  }
  const change = useRuleChange((made) => {
    setHeld(null)
    set(made)
  }, again)
  const rules = data?.rules ?? []
  // what is inferred first: it has a past to look at
  const found = rules.find(({ id }) => id === chosen) ?? rules.find(isInferred) ?? rules[0]
  const rule = found && held?.id === found.id && held.version !== found.version ? held : found
  const late = data?.late.reduce((sum, day) => ({ events: sum.events + day.events, alerts: sum.alerts + day.alerts }), { events: 0, alerts: 0 })
  const wrong = rules.flatMap((one) => (isInferred(one) && one.published && one.enabled ? (one.record?.falsePer100Days ?? []) : []))

  useRuleKeys({
    row(by) {
      const next = stepFrom(rules, rule ?? null, by)
      if (!next) return
      choose(next.id)
      document.querySelector(`[data-testid="rule-${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: 'nearest' })
    },
  })
  const verdicts = data?.verdicts.find((one) => one.rule === rule?.id)

  return (
    <Shell frame={frame} page="rules" about={aboutTexts.rules} ready={data !== null} keys={keysOf(mayChange)}>
      {!data && (fault ? <Failed code={fault.code} onRetry={again} /> : <Waiting />)}
      {data && (
        <div className="flex flex-col gap-12">
          <Panel
            title={ruleTexts.title}
            flush
            testId="rules"
            note={
              <>
                {[
                  ...(wrong.length > 0 ? [ruleTexts.expectedFalse(String(Number(wrong.reduce((a, b) => a + b, 0).toFixed(2))))] : []),
                  ...(late && late.events > 0 ? [ruleTexts.late(formatCount(late.events), formatCount(late.alerts))] : []),
                ].join(' · ')}
                {data.budget && (
                  <span className="block" data-testid="alert-budget">
                    {budgetTexts.head(budgetWords(data.budget))}
                  </span>
                )}
              </>
            }
          >
            <RulesTable rules={rules} chosen={rule?.id ?? null} onChoose={choose} />
          </Panel>
          <fieldset className="contents" onChange={() => rule && setHeld(rule)}>
            {rule && isOfGroups(rule) && <GroupPanel key={`${rule.id} ${rule.version}`} rule={rule} mayChange={mayChange} change={change} />}
            {rule && isOfWork(rule) && <WorkPanel key={`${rule.id} ${rule.version}`} rule={rule} mayChange={mayChange} change={change} />}
            {rule?.kind === 'quiet' && <QuietPanel key={`${rule.id} ${rule.version}`} rule={rule} mayChange={mayChange} change={change} />}
            {rule && !isInferred(rule) && !isOfGroups(rule) && !isOfWork(rule) && rule.kind !== 'quiet' && (
              <FactPanel key={`${rule.id} ${rule.version}`} rule={rule} mayChange={mayChange} change={change} />
            )}
            {rule && isInferred(rule) && (
              <>
                <InferencePanels key={`${rule.id} ${rule.version}`} rule={rule} mayChange={mayChange} change={change} />
                <ReachPanel key={`reach ${rule.id} ${rule.version}`} rule={rule} mayChange={mayChange} change={change} />
                <NightsPanel nights={data.nights.filter((night) => night.rule === rule.id)} leastDays={rule.settings.leastStudyDays} />
              </>
            )}
          </fieldset>
          {verdicts && (
            <p className="text-13 text-ink-3" data-testid="verdicts">
              {verdictWords(verdicts)}
            </p>
          )}
          {data.missed && (
            <p className="text-13 text-ink-3" data-testid="missed">
              {missedWords(data.missed)}
            </p>
          )}
          {mayChange && <NewRule rules={rules} change={change} />}
          {!mayChange && <p className="text-13 text-ink-3">{ruleTexts.mayNot}</p>}
        </div>
      )}
    </Shell>
  )
}
