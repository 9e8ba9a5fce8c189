'use client'
import { useId, useState } from 'react'
import { Field, inputLook, labelLook } from '@/components/ui/field'
import { ruleTexts } from '@/lib/client/messages/rules'
import { RuleHours } from '@/lib/domain/rule-hours'

/** What stands where a rule that called at any hour begins to have hours: the day without the night. */
const USUAL = { from: '07:00', to: '22:00' }

/** When a rule may call: at any hour, or on which days from when to when. */
export function HoursFields({ hours }: { hours: RuleHours | null }) {
  const texts = ruleTexts.hours
  const id = useId()
  const [days, setDays] = useState<string>(hours?.dayKind ?? '')
  const options = [['', texts.any], ...RuleHours.shape.dayKind.options.map((one) => [one, texts.days[one]] as const)] as const
  const { from, to } = hours ?? USUAL
  return (
    <div className="flex flex-col gap-6">
      <div className="grid max-w-1200 grid-cols-4 items-end gap-12 max-lg:grid-cols-2">
        <div className="flex flex-col gap-4 max-sm:col-span-2">
          <label htmlFor={id} className={labelLook}>
            {texts.title}
          </label>
          <select
            id={id}
            name="hours days"
            aria-describedby={`${id}-why`}
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
        </div>
        {days !== '' && (
          <>
            <Field label={texts.from} name="hours from" type="time" defaultValue={from} required />
            <Field label={texts.to} name="hours to" type="time" defaultValue={to} required />
          </>
        )}
      </div>
      <p id={`${id}-why`} className="text-13 text-ink-3">
        {texts.why} {days !== '' && texts.overnight}
      </p>
    </div>
  )
}

/** The hours that a form with `HoursFields` holds; null: any hour. */
export function hoursIn(form: FormData): RuleHours | null {
  const given = RuleHours.safeParse({ dayKind: form.get('hours days'), from: form.get('hours from'), to: form.get('hours to') })
  return given.success ? given.data : null
}
