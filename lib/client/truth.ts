import { behind, type LiveState } from './board'

/** After this long without a word the picture is old: the server speaks at least every five seconds. */
export const STALE_MS = 15_000

/**
 * How true the picture is (真实性状态). `live` 实时; `catching` 补收中, with the number of changes missing (0 while a past is being written); `stale` 数据滞后, with seconds;
 * `offline` 连接中断; `connecting` before anything was shown.
 */
export type Truth = {
  state: 'connecting' | 'live' | 'catching' | 'stale' | 'offline'
  behind: number
  /** seconds since the server's last word */
  seconds: number
  /** the picture is too old to be shown in colour */
  drained: boolean
}

/** The state of truth at an instant of the page's clock. What is old outweighs what is being done about it. */
export function truthOf(state: LiveState, now: number): Truth {
  const age = state.heardAt === null ? 0 : Math.max(0, now - state.heardAt)
  const old = state.heardAt !== null && age >= STALE_MS
  const missing = behind(state)
  const of = (name: Truth['state']): Truth => ({
    state: name,
    behind: missing,
    seconds: Math.floor(age / 1000),
    drained: old || (name === 'offline' && state.board === null),
  })
  if (state.link === 'down') return of('offline')
  if (old) return of('stale')
  if (!state.board) return of('connecting')
  if (state.link === 'connecting' || state.syncing || missing > 0 || state.historyProgress !== null) return of('catching')
  return of('live')
}
