import type { Network } from '../e2e/network'

const ANSWER_MS = 8_000

/** An answer; null when none came, or one that says to send the same again (a server that is starting, busy or without its database). */
export type Answer = { status: number; body: unknown } | null

/** One request over a network that may do anything to it. */
export async function ask(network: Pick<Network, 'origin'>, path: string, token: string, body?: object): Promise<Answer> {
  try {
    const response = await fetch(`${network.origin}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.status >= 500 || response.status === 429) return null
    return { status: response.status, body: JSON.parse(text) }
  } catch {
    return null
  }
}
