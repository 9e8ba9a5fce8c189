import { Choice } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { textIn } from '@/components/ui/form-dialog'
import { visitTexts as texts } from '@/lib/client/messages/visits'
import type { DutyField } from '@/lib/domain/duty-item'

const nameOf = ({ key }: DutyField) => `field-${key}`

/** What was filled in, by the keys of the fields. */
export function valuesIn(fields: readonly DutyField[], form: FormData): Record<string, string | number | boolean> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const text = textIn(form, nameOf(field))
      if (text === undefined) return []
      return [[field.key, field.kind === 'number' ? Number(text) : field.kind === 'yes_no' ? text === 'yes' : text]]
    }),
  )
}

/** The fields of a form that a template asks for; `from`: what was filled in before. */
export function FormFields({
  fields,
  from = {},
}: {
  fields: readonly DutyField[]
  from?: Readonly<Record<string, string | number | boolean>> | undefined
}) {
  return fields.map((field) => {
    const { key, label, kind, required, options } = field
    const before = from[key]
    if (kind === 'yes_no' || kind === 'choice') {
      const choices: (readonly [string, string])[] =
        kind === 'choice'
          ? options.map((one) => [one, one] as const)
          : [
              ['yes', texts.yes],
              ['no', texts.no],
            ]
      return (
        <Choice
          key={key}
          label={label}
          name={nameOf(field)}
          value={before === undefined ? '' : before === true ? 'yes' : before === false ? 'no' : String(before)}
          options={required ? choices : [['', texts.optional], ...choices]}
        />
      )
    }
    const input = kind === 'number' ? ({ type: 'number', inputMode: 'numeric', step: 'any' } as const) : { maxLength: 500 }
    return (
      <Field key={key} label={label} name={nameOf(field)} required={required} defaultValue={before === undefined ? '' : String(before)} {...input} />
    )
  })
}
