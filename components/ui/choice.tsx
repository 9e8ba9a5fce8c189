'use client'
import { inputLook } from './field'

/** Lines to choose from, labelled. */
export function Choice({
  label,
  name,
  value,
  options,
}: {
  label: string
  name: string
  value?: string
  options: readonly (readonly [value: string, label: string])[]
}) {
  return (
    <label className="flex flex-col gap-4 text-13 text-ink-2">
      {label}
      <select name={name} defaultValue={value} className={inputLook}>
        {options.map(([of, text]) => (
          <option key={of} value={of}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
