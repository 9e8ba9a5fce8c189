import type { Refused } from '@/lib/client/http'
import { accountTexts } from '@/lib/client/messages/accounts'

const { faults } = accountTexts
const texts = new Map<string, string>(Object.entries(faults))

/** What went wrong, in the user's words. */
export function faultText({ code, field }: Refused): string {
  return texts.get(field ?? '') ?? texts.get(code) ?? faults.other
}

/** The same where it is read out at once. */
export function Fault({ text }: { text: string | null }) {
  return (
    <p role="alert" className="text-14 font-medium empty:hidden text-offline">
      {text}
    </p>
  )
}
