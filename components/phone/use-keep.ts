import { useRef, useState } from 'react'
import { phoneTexts } from '@/lib/client/messages/phone'

/**
 * Keeps one thing at a time: taps that come before it is done do nothing. `work` answers why it was not done, if it was not; what throws could
 * not be kept on this phone. `keep` tells whether it was done.
 */
export function useKeep() {
  // two taps can come within one rendering
  const running = useRef(false)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const keep = async (work: () => Promise<string | null>): Promise<boolean> => {
    if (running.current) return false
    running.current = true
    setBusy(true)
    setFault(null)
    const why = await work().catch((error: unknown) => {
      console.error('not kept', error)
      return phoneTexts.notKept
    })
    running.current = false
    setBusy(false)
    setFault(why)
    return why === null
  }
  return { keep, busy, fault, setFault }
}
