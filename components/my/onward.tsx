/** What is pressed leads to more. */
export function Onward() {
  return (
    <svg viewBox="0 0 24 24" className="size-20 shrink-0 fill-none stroke-current stroke-2" aria-hidden>
      <path d="M9 5l7 7-7 7" />
    </svg>
  )
}
