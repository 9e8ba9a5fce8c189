'use client'
import { useEffect, useState } from 'react'
import { phoneTexts } from '@/lib/client/messages/phone'
import { MINUTE_MS, startOfDay, TIME_ZONE } from '@/lib/domain/clock'

const { line: texts } = phoneTexts
const time = { timeZone: TIME_ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const [hours, days] = [new Intl.DateTimeFormat('zh-CN', time), new Intl.DateTimeFormat('zh-CN', { month: '2-digit', day: '2-digit', ...time })]
/** 14:32, of another day 11/24 14:32. */
const clockOf = (at: number, now: number): string => (startOfDay(at) === startOfDay(now) ? hours : days).format(at)

/** Since when there is no signal (epoch milliseconds); null: there is one. `lost`: a call has just found none. */
export function useOffline(lost: boolean): number | null {
  const [since, setSince] = useState<number | null>(null)
  useEffect(() => {
    const look = () => setSince((was) => (navigator.onLine && !lost ? null : (was ?? Date.now())))
    look()
    addEventListener('online', look)
    addEventListener('offline', look)
    return () => {
      removeEventListener('online', look)
      removeEventListener('offline', look)
    }
  }, [lost])
  return since
}

/** Without a signal a dashed outline and a word; with one, as of when the page is (`at`, undefined: not known yet, and its place is kept). */
export function LineWord({ since, at, now }: { since: number | null; at: number | null | undefined; now: number }) {
  const minutes = since === null ? 0 : Math.floor((now - since) / MINUTE_MS)
  if (since === null && at === undefined)
    return (
      <span className="invisible text-14" aria-hidden>
        {texts.asOf('00:00')}
      </span>
    )
  if (since === null && at === null) return null
  return (
    <span role="status" className="flex flex-wrap items-center gap-8 text-14 text-ink-2" data-testid="line" data-offline={since !== null}>
      {typeof at === 'number' && <time>{texts.asOf(clockOf(at, now))}</time>}
      {since !== null && (
        <strong className="flex min-h-32 items-center rounded-full border border-dashed border-ink-1 px-12 text-ink-1">
          {minutes < 1 ? texts.offline : texts.offlineFor(texts.minutes(minutes))}
        </strong>
      )}
    </span>
  )
}
