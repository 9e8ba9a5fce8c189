import type { Network } from '../e2e/network'

const ANSWER_MS = 8_000

/** An answer; null when none came, or one that says to send the same again (a server that is starting, busy or without its database). */
export type Answer = { status: number; body: unknown } | null

/** One request over a network that may do anything to it. */
export const ask = (network: Pick<Network, 'origin'>, path: string, token: string, body?: object): Promise<Answer> =>
  askWith(network, path, { authorization: `Bearer ${token}` }, body)

/** The same, with these headers; `cookies` of the answer are given to `taken`. */
export async function askWith(
  network: Pick<Network, 'origin'>,
  path: string,
  headers: Record<string, string>,
  body?: object,
  taken: (cookies: string[]) => void = () => {},
): Promise<Answer> {
  try {
    const response = await fetch(`${network.origin}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { ...headers, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(ANSWER_MS),
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.status >= 500 || response.status === 429) return null
    taken(response.headers.getSetCookie())
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  } catch {
    return null
  }
}
