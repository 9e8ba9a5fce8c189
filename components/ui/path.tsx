/** Where one stands in a tree: its root, and the nodes down to here, each a way back. `onGo` gets how many of the steps are kept. */
export function Path({
  label,
  root,
  steps,
  onGo,
}: {
  label: string
  root: string
  steps: readonly { code: string; name: string }[]
  onGo(kept: number): void
}) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-8 text-2">
      <button type="button" className="text-ink-1 underline" onClick={() => onGo(0)}>
        {root}
      </button>
      {steps.map(({ code, name }, i) => (
        <button key={code} type="button" className="text-ink-1 underline" onClick={() => onGo(i + 1)}>
          / {name}
        </button>
      ))}
    </nav>
  )
}
