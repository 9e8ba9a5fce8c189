'use client'
import { useState } from 'react'
import type * as z from 'zod/mini'
import { http } from '@/lib/client/http'
import { ruleTexts } from '@/lib/client/messages/rules'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import type { Rules, RulesIn } from '@/lib/domain/rule'

export type RuleChange = {
  busy: boolean
  /** what became of the last change; null: none was made */
  told: { ok: boolean; text: string } | null
  send(rule: z.input<typeof RulesIn>['rules'][number]): void
}

/** Changes a rule and takes the rules as they are then. */
export function useRuleChange(onRules: (rules: Rules) => void): RuleChange {
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState<RuleChange['told']>(null)
  const send: RuleChange['send'] = async (rule) => {
    setBusy(true)
    const answer = await http(alertRoutes.changeRules, { body: { rules: [rule] } })
    setBusy(false)
    if (answer.ok) onRules(answer.body)
    const { faults } = ruleTexts
    const fault = (code: string) => (code === 'no_record' || code === 'forbidden' || code === 'invalid' ? faults[code] : faults.other)
    setTold(answer.ok ? { ok: true, text: ruleTexts.done } : { ok: false, text: fault(answer.code) })
  }
  return { busy, told, send }
}
