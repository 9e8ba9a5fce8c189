'use client'
import { type Segment, Segments } from '@/components/ui/segments'

/** One of a few views, in the page bar. */
export function ViewSwitch<T extends string>(props: {
  label: string
  value: T
  options: readonly Segment<T>[]
  onChange(value: T): void
  testId?: string
}) {
  return (
    <div className="max-w-full min-w-0 print:hidden overflow-x-auto rounded-8 border border-line-strong bg-panel [--u:0.8125px] max-sm:[--u:1px] [&_[aria-checked=true]]:bg-ink-1! [&_[aria-checked=true]]:text-bg! [&_[role=radio]]:shrink-0 [&_[role=radiogroup]]:bg-transparent">
      <Segments {...props} />
    </div>
  )
}
