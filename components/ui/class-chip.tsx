import { EVENT_CLASSES } from '@/lib/domain/category'

/** A colour as `--chip` and the ink on it, of each of the six. */
const COLOURS = [
  '[--chip:var(--cls-1)] text-(--cls-ink-1)',
  '[--chip:var(--cls-2)] text-(--cls-ink-2)',
  '[--chip:var(--cls-3)] text-(--cls-ink-3)',
  '[--chip:var(--cls-4)] text-(--cls-ink-4)',
  '[--chip:var(--cls-5)] text-(--cls-ink-5)',
  '[--chip:var(--cls-6)] text-(--cls-ink-6)',
] as const

/** The colour of a class, to be drawn with `bg-(--chip)`; a customer's own classes share the six in turn. */
export function classColour(code: string): string {
  const known = EVENT_CLASSES.findIndex((c) => c.code === code)
  let sum = 0
  for (const letter of code) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0
  return COLOURS[known >= 0 ? known : sum % COLOURS.length] ?? COLOURS[0]
}

export const chipLook = (code: string): string =>
  `grid size-24 flex-none place-items-center rounded-chip bg-(--chip) text-[length:max(12px,calc(15*var(--u)))] leading-none font-semibold ${classColour(code)}`

/** The class of an event: a character on a coloured chip. The colour never stands alone. */
export function ClassChip({ code, name }: { code: string; name: string }) {
  const glyph = EVENT_CLASSES.find((c) => c.code === code)?.glyph ?? [...name][0] ?? ''
  return (
    <span aria-hidden data-chip className={chipLook(code)}>
      {glyph}
    </span>
  )
}
