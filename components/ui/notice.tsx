import { glass } from './wall-looks'

/** What stands in the middle of the wall when there is nothing to show. */
export function Notice({ title, text }: { title: string; text: string }) {
  return (
    <div className="absolute inset-0 grid place-items-center">
      <div className={`${glass} max-w-640 px-40 py-32`} role="alert" data-testid="notice">
        <p className="text-3 font-semibold text-ink-1">{title}</p>
        <p className="pt-8 text-2 text-ink-2">{text}</p>
      </div>
    </div>
  )
}
