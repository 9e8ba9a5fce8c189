/** The colours of the heat from none to most. */
export function Ramp() {
  return (
    <span
      aria-hidden
      className="block h-10 rounded-full bg-[linear-gradient(to_right_in_oklab,var(--heat-0),var(--heat-1),var(--heat-2),var(--heat-3),var(--heat-4),var(--heat-5),var(--heat-6),var(--heat-7),var(--heat-8))]"
    />
  )
}
