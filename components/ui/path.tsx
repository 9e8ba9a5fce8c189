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
  const look = 'text-ink-1 underline underline-offset-3 max-sm:min-h-44'
  return (
    <nav aria-label={label} className="flex flex-wrap gap-6 text-14">
      <button type="button" className={look} onClick={() => onGo(0)}>
        {root}
      </button>
      {steps.map(({ code, name }, i) => (
        <span key={code} className="flex gap-6">
          <span aria-hidden>/</span>
          <button type="button" className={look} onClick={() => onGo(i + 1)}>
            {name}
          </button>
        </span>
      ))}
    </nav>
  )
}
