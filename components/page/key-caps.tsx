/** The key of a button, in it; nothing where there are no keys. */
export const Cap = ({ cap }: { cap: string | undefined }) =>
  cap && (
    <span aria-hidden className="max-lg:hidden [&_kbd]:bg-[color-mix(in_srgb,currentColor_18%,transparent)] [&_kbd]:text-current">
      <KeyCaps caps={[cap.toUpperCase()]} />
    </span>
  )

/** Keys as they are printed. */
export function KeyCaps({ caps }: { caps: readonly string[] }) {
  return (
    <span className="inline-flex gap-3">
      {caps.map((cap) => (
        <kbd key={cap} className="grid min-w-20 place-items-center rounded-4 bg-track px-5 font-sans text-13 font-medium text-ink-2">
          {cap}
        </kbd>
      ))}
    </span>
  )
}
