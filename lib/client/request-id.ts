import { v4 as uuid } from 'uuid'

/** What was asked last of each subject, by the name of that request. */
const last = new Map<string, { asked: string; requestId: string }>()

/** Names a request. The very same asked again of a subject goes by the same name, so that it is done once: after no answer, by a held key, by a double click. */
export function requestIdOf(subject: string, what: object): string {
  const asked = JSON.stringify(what)
  const known = last.get(subject)
  const requestId = known?.asked === asked ? known.requestId : uuid()
  last.set(subject, { asked, requestId })
  return requestId
}

/** What is asked of it next is another request, whatever it says. */
export const forgetRequest = (subject: string) => last.delete(subject)
