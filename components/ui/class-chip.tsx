import { EVENT_CLASSES } from '@/lib/domain/category'

/** The number of a class's colour, 1…6; a customer's own classes share the six in turn. */
export function classIndex(code: string): number {
  const known = EVENT_CLASSES.findIndex((c) => c.code === code)
  if (known >= 0) return known + 1
  let sum = 0
  for (const letter of code) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return (sum % 6) + 1
}

/** The class of an event: a character on a coloured chip. The colour never stands alone. */
export function ClassChip({ code, name }: { code: string; name: string }) {
  const glyph = EVENT_CLASSES.find((c) => c.code === code)?.glyph ?? [...name][0] ?? ''
  return (
    <span aria-hidden className={`chip chip-${classIndex(code)}`}>
      {glyph}
    </span>
  )
}
