'use client'
import { useState } from 'react'
import { Field, inputLook, Labelled } from '@/components/ui/field'
import { ruleTexts } from '@/lib/client/messages/rules'
import { RuleHours } from '@/lib/domain/rule-hours'

/** What stands where a rule that called at any hour begins to have hours: the day without the night. */
const USUAL = { from: '07:00', to: '22:00' }

/** When a rule may call: at any hour, or on which days from when to when. */
export function HoursFields({ hours }: { hours: RuleHours | null }) {
  const texts = ruleTexts.hours
  const [days, setDays] = useState<string>(hours?.dayKind ?? '')
  const options = [['', texts.any], ...RuleHours.shape.dayKind.options.map((one) => [one, texts.days[one]] as const)] as const
  const { from, to } = hours ?? USUAL
  return (
    <>
      <Labelled label={texts.title} hint={texts.why}>
        {(id, hintId) => (
          <select
            id={id}
            name="hours days"
            aria-describedby={hintId}
            value={days}
            className={inputLook}
            onChange={(e) => setDays(e.currentTarget.value)}
          >
            {options.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Labelled>
      {days !== '' && (
        <div className="grid grid-cols-2 items-start gap-12">
          <Field label={texts.from} name="hours from" type="time" defaultValue={from} required />
          <Field label={texts.to} hint={texts.overnight} name="hours to" type="time" defaultValue={to} required />
        </div>
      )}
    </>
  )
}

/** The hours that a form with `HoursFields` holds; null: any hour. */
export function hoursIn(form: FormData): RuleHours | null {
  const given = RuleHours.safeParse({ dayKind: form.get('hours days'), from: form.get('hours from'), to: form.get('hours to') })
  return given.success ? given.data : null
}
