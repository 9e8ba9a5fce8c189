'use client'
import { Field } from '@/components/ui/field'
import { ruleTexts } from '@/lib/client/messages/rules'
import type { Scope } from '@/lib/domain/rule-scope'

/** What a rule watches: types and grids, by codes between commas. */
export function ScopeFields({ scope: { types = [], grids = [] } }: { scope: Scope }) {
  const { scope } = ruleTexts
  return (
    <>
      <Field label={scope.types} name="types" defaultValue={types.join(', ')} />
      <Field label={scope.grids} name="grids" defaultValue={grids.join(', ')} />
    </>
  )
}

/** The scope that a form with `ScopeFields` holds. */
export function scopeIn(form: FormData): { types: string[]; grids: string[] } {
  const codes = (name: string) =>
    String(form.get(name) ?? '')
      .split(/[,，、\s]+/)
      .filter((code) => code !== '')
  return { types: codes('types'), grids: codes('grids') }
}
