import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** A page of an address that leads nowhere. */
const NOWHERE = '/nothing'

/**
 * Has the pages' server draw a page for nobody, before anybody can ask: with the first one it loads most of its own code and React's, for 0.3 s of
 * the one thread. Its copy of the API stays where it is, since requests of the API never come to it (direct.ts).
 */
export async function drawForNobody(pages: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<void> {
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: NOWHERE, headers: { host: 'localhost' } })
  request.push(null)
  const response = new ServerResponse(request)
  const socket = new Socket()
  // takes all there is, at once
  socket.write = (...parts: unknown[]) => {
    for (const done of parts) if (typeof done === 'function') done()
    return true
  }
  response.assignSocket(socket)
  await pages(request, response)
}
