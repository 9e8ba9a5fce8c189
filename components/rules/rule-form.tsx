'use client'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Cap } from '@/components/page/key-caps'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { http } from '@/lib/client/http'
import { ruleTexts } from '@/lib/client/messages/rules'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import type { RuleRecord } from '@/lib/domain/rule-gates'
import type { RuleHours } from '@/lib/domain/rule-hours'
import { isMadeByHand, type RuleKind } from '@/lib/domain/rule-kinds'
import type { RulePreview, RulePreviewIn } from '@/lib/domain/rule-preview'
import { HoursFields, hoursIn } from './hours-fields'
import { PreviewOfRule } from './rule-preview'
import type { RuleChange } from './use-rule-change'
import { useRuleKeys } from './use-rule-keys'

type RuleFormProps = {
  rule: { id: string; version: number; kind: RuleKind; enabled: boolean; hours: RuleHours | null; record: RuleRecord | null }
  /** what the rule asks, in a sentence */
  asks: string
  mayChange: boolean
  change: RuleChange
  testId: string
  /** the settings that a form holds; null where they are none */
  settingsIn(form: FormData): RulePreviewIn['settings'] | null
  children: ReactNode
}

/** A rule of all types takes some seconds, and more where others are busy. */
const TRY_MS = 120_000

/**
 * The settings of a rule of fact as a form: tried on the past and kept by its buttons; the rule is switched on and off beside them, and removed where it was
 * made by hand.
 */
export function RuleForm({ rule, asks, mayChange, change, testId, settingsIn, children }: RuleFormProps) {
  const { fact, acts, faults, preview } = ruleTexts
  const form = useRef<HTMLFormElement>(null)
  const of = { id: rule.id, expectedVersion: rule.version }
  const [touched, setTouched] = useState(false)
  const [wrong, setWrong] = useState<string | null>(null)
  const [tried, setTried] = useState<RulePreview | 'asked' | null>(null)
  const filled = () => {
    const given = form.current?.reportValidity() ? settingsIn(new FormData(form.current)) : null
    setWrong(given ? null : faults.invalid)
    return given
  }
  const keep = (e: FormEvent<HTMLFormElement>) => {
    e.preventDefault()
    const settings = filled()
    if (settings) change.send({ ...of, hours: hoursIn(new FormData(e.currentTarget)), settings })
  }
  const tryIt = async () => {
    const settings = filled()
    if (!settings) return
    setTried('asked')
    const answer = await http(alertRoutes.previewRule, { params: { id: rule.id }, body: { settings } }, TRY_MS)
    setTried(answer.ok ? answer.body : null)
    if (!answer.ok) setWrong(answer.code === 'invalid' || answer.code === 'forbidden' ? faults[answer.code] : faults.other)
  }
  // what was tried is not what the form says any more
  const touch = () => {
    setTouched(true)
    setTried((before) => (before === 'asked' ? before : null))
  }
  useRuleKeys({
    tryIt: mayChange && tried !== 'asked' ? () => void tryIt() : undefined,
    save: mayChange && touched && !change.busy ? () => form.current?.requestSubmit() : undefined,
  })
  return (
    <Panel title={fact.title} note={fact.why} testId={testId}>
      <form ref={form} className="flex flex-col gap-12" onSubmit={keep} onChange={touch}>
        <fieldset disabled={!mayChange} className="flex flex-col gap-12">
          <legend className="pb-8 text-ink-1">{asks}</legend>
          {children}
          <HoursFields hours={rule.hours} />
        </fieldset>
        {mayChange && (
          <p className="flex gap-8">
            <Action main type="submit" disabled={change.busy || !touched} aria-keyshortcuts="s">
              {acts.keep}
              <Cap cap="S" />
            </Action>
            <Action disabled={tried === 'asked'} aria-keyshortcuts="r" onClick={tryIt}>
              {preview.act}
              <Cap cap="R" />
            </Action>
            <Action disabled={change.busy} onClick={() => change.send({ ...of, enabled: !rule.enabled })}>
              {rule.enabled ? acts.off : acts.on}
            </Action>
            {isMadeByHand(rule) && (
              <Action disabled={change.busy} onClick={() => change.remove(rule.id)}>
                {acts.remove}
              </Action>
            )}
          </p>
        )}
        {tried === 'asked' && (
          <p role="status" className="text-13 text-ink-2">
            {preview.asked}
          </p>
        )}
        {tried && tried !== 'asked' && <PreviewOfRule {...tried} record={rule.record} />}
        <p role="status" className="text-13 text-ink-3">
          {wrong ?? change.told?.text}
        </p>
      </form>
    </Panel>
  )
}

type EndFieldsProps = { settings: { clearMinutes: number; lateHours: number }; clears: string }

/** How the fields of a rule stand beside each other. */
export const FIELDS = 'grid max-w-1200 grid-cols-4 items-end gap-12 max-lg:grid-cols-2 max-sm:grid-cols-1'

/** When an alert of a rule of fact ends (`clears`: how that is put), and what comes too late for one. */
export function EndFields({ settings: { clearMinutes, lateHours }, clears }: EndFieldsProps) {
  return (
    <>
      <Field label={clears} name="clear" type="number" min={1} max={10_080} defaultValue={clearMinutes} required />
      <Field label={ruleTexts.fact.late} name="late" type="number" min={1} max={8_760} defaultValue={lateHours} required />
    </>
  )
}
