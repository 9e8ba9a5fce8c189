import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** An address that leads nowhere, as a page and in the API. */
const NOWHERE = ['/nothing', '/api/nothing']

/**
 * Has the pages' server answer for nobody, before anybody can ask: with the first page and the first answer of the API it loads most of its own code and
 * React's, for 0.3 s of the one thread.
 */
export async function answerNobody(pages: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<void> {
  for (const url of NOWHERE) {
    const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url, headers: { host: 'localhost' } })
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
}
