import type { Refused } from '@/lib/client/http'
import { accountTexts } from '@/lib/client/messages/accounts'
import { faultWord, wordOf } from '@/lib/client/word-of'

const { faults } = accountTexts

/** What went wrong, in the user's words. */
export function faultText({ code, field }: Refused): string {
  return wordOf(faults, field ?? '') ?? faultWord(faults, code)
}

/** The same where it is read out at once. */
export function Fault({ text }: { text: string | null }) {
  return (
    <p role="alert" className="text-14 font-medium empty:hidden text-offline">
      {text}
    </p>
  )
}
