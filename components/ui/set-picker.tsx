'use client'
import { useId, useRef, useState } from 'react'
import { pickTexts as texts } from '@/lib/client/messages/pick'
import { FieldFault, inputLook, labelLook } from './field'

/** One of many; `search`: all that it is found by, in small letters. */
export type Pickable = { value: string; text: string; search: string }

/** So many of those that were found are shown: whoever looks for another types on. */
const SHOWN = 6

type Props = {
  label: string
  options: readonly Pickable[]
  chosen: readonly string[]
  /** one at most: the next takes the place of the first */
  single?: boolean
  fault?: string | undefined
  onChange(chosen: string[]): void
}

/** Chooses some of many: type a part of the name, and take one by its button or the first by Enter. What is chosen stands above, and is taken away there. */
export function SetPicker({ label, options, chosen, single = false, fault, onChange }: Props) {
  const [typed, setTyped] = useState('')
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const words = typed.trim().toLowerCase().split(/\s+/)
  const free = options.filter(({ value }) => !chosen.includes(value))
  const found = free.filter(({ search }) => words.every((word) => search.includes(word)))
  const textOf = (value: string) => options.find((option) => option.value === value)?.text ?? value
  const change = (next: string[]) => {
    onChange(next)
    setTyped('')
    // the button that was pressed is gone
    input.current?.focus()
  }
  const take = (value: string) => change(single ? [value] : [...chosen, value])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a column everywhere
    <div role="group" aria-labelledby={`${id}-label`} className="flex flex-col gap-6" data-testid="set-picker">
      <label id={`${id}-label`} htmlFor={id} className={labelLook}>
        {label}
      </label>
      {chosen.length > 0 && (
        <ul className="flex flex-wrap gap-6">
          {chosen.map((value) => (
            <li key={value} className="flex items-center gap-4 rounded-6 bg-track pl-8 text-ink-1" data-chosen={value}>
              {textOf(value)}
              <button
                type="button"
                aria-label={texts.remove(textOf(value))}
                className="grid size-28 place-items-center rounded-6 hover:bg-line max-lg:size-44"
                onClick={() => change(chosen.filter((one) => one !== value))}
              >
                <svg viewBox="0 0 16 16" className="size-12 fill-none stroke-current stroke-2" aria-hidden>
                  <path d="M3 3l10 10M13 3 3 13" />
                </svg>
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        ref={input}
        type="search"
        placeholder={texts.search(free.length)}
        className={inputLook}
        value={typed}
        aria-describedby={`${id}-found`}
        aria-invalid={fault === undefined ? undefined : true}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault() // the form is not done yet: the first that was found is taken
          if (found[0] && typed.trim() !== '') take(found[0].value)
        }}
      />
      {typed.trim() !== '' && (
        <ul className="flex flex-col rounded-8 border border-line">
          {found.slice(0, SHOWN).map(({ value, text }) => (
            <li key={value} className="border-t border-line first:border-t-0">
              <button
                type="button"
                className="min-h-32 w-full px-10 py-4 text-left text-ink-1 hover:bg-track max-lg:min-h-48"
                data-option={value}
                onClick={() => take(value)}
              >
                {text}
              </button>
            </li>
          ))}
        </ul>
      )}
      <p id={`${id}-found`} role="status" className="text-13 text-ink-3 empty:hidden">
        {typed.trim() === '' ? '' : found.length === 0 ? texts.none : found.length > SHOWN ? texts.more(found.length - SHOWN) : ''}
      </p>
      {fault !== undefined && <FieldFault>{fault}</FieldFault>}
    </div>
  )
}
