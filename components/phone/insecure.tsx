'use client'
import { useEffect, useState } from 'react'
import { Callout } from '@/components/ui/callout'
import { phoneTexts } from '@/lib/client/messages/phone'

/** What an address without https takes from whoever works here, said plainly. */
export function Insecure() {
  const [insecure, setInsecure] = useState(false)
  useEffect(() => setInsecure(!window.isSecureContext), [])
  return insecure ? (
    <Callout role="note" data-testid="insecure">
      {phoneTexts.insecure}
    </Callout>
  ) : null
}
