'use client'
import { useRef } from 'react'

/**
 * A figure whose digits roll to the new value when it changes. The text is always the new value: the old digit is only a pseudo-element,
 * so that a reader and a test find one number.
 */
export function Rolling({ value, className = '', testId }: { value: string; className?: string; testId?: string }) {
  const previous = useRef({ value, old: value, turn: 0 })
  if (previous.current.value !== value) previous.current = { value, old: previous.current.value, turn: previous.current.turn + 1 }
  const { old, turn } = previous.current
  const shift = old.length - value.length // digits are compared from the right
  return (
    <span className={`inline-flex whitespace-pre ${className}`} data-testid={testId}>
      {[...value].map((digit, i) => {
        const before = old[i + shift] ?? ' '
        const place = value.length - i
        return before === digit || turn === 0 ? (
          <span key={place}>{digit}</span>
        ) : (
          <span
            key={`${place}:${turn}`}
            className="relative overflow-clip before:absolute before:inset-0 before:animate-[roll-out_var(--m-roll)_var(--ease-out)] before:opacity-0 before:content-[attr(data-old)]"
            data-old={before}
          >
            <span className="inline-block animate-[roll-in_var(--m-roll)_var(--ease-out)]">{digit}</span>
          </span>
        )
      })}
    </span>
  )
}
