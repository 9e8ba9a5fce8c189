'use client'
import { useEffect } from 'react'
import { useRoute } from '@/lib/client/use-read'
import { submissionRoutes } from '@/lib/domain/routes/submissions'

/** What residents send waits for hours at most; whoever takes it over hears of it within this. */
const POLL_MS = 30_000

/** Tells a page of a dispatcher how many of 随手拍 wait, or are said not to be solved. */
export default function SubmissionNews({ onCount }: { onCount(count: number): void }) {
  const { data } = useRoute(submissionRoutes.waiting, {}, { everyMs: POLL_MS })
  const count = data && data.waiting + data.unsolved
  useEffect(() => {
    if (count !== null) onCount(count)
  }, [count, onCount])
  return null
}
