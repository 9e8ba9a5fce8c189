'use client'
import { useState } from 'react'
import type * as z from 'zod/mini'
import { http } from '@/lib/client/http'
import { ruleTexts } from '@/lib/client/messages/rules'
import { faultWord } from '@/lib/client/word-of'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import type { RuleIn, Rules, RulesIn } from '@/lib/domain/rule'

export type RuleChange = {
  busy: boolean
  /** what became of the last change; null: none was made */
  told: { ok: boolean; text: string } | null
  send(rule: z.input<typeof RulesIn>['rules'][number]): void
  make(rule: z.input<typeof RuleIn>): void
  remove(id: string): void
}

/** Changes a rule and takes the rules as they are then; `onStale`: it is no more of the version that was looked at. */
export function useRuleChange(onRules: (rules: Rules) => void, onStale: () => void): RuleChange {
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState<RuleChange['told']>(null)
  const send: RuleChange['send'] = async (rule) => {
    setBusy(true)
    taken(await http(alertRoutes.changeRules, { body: { rules: [rule] } }))
  }
  const taken = (answer: { ok: true; body: Rules } | { ok: false; code: string }) => {
    setBusy(false)
    if (answer.ok) onRules(answer.body)
    else if (answer.code === 'conflict') onStale()
    const { faults } = ruleTexts
    const fault = (code: string) => faultWord(faults, code)
    setTold(answer.ok ? { ok: true, text: ruleTexts.done } : { ok: false, text: fault(answer.code) })
  }
  const make: RuleChange['make'] = async (rule) => {
    setBusy(true)
    taken(await http(alertRoutes.makeRule, { body: rule }))
  }
  const remove: RuleChange['remove'] = async (id) => {
    setBusy(true)
    taken(await http(alertRoutes.removeRule, { params: { id } }))
  }
  return { busy, told, send, make, remove }
}
