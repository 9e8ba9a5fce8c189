import { setMaxListeners } from 'node:events'
import os from 'node:os'
import { type Attack, attacks, type Target } from './attacks'
import { answerQuestions } from './helpers'

/** In life an attacker has a machine of their own: here they take what the server and its database leave of this one. */
const NICENESS = 19
os.setPriority(NICENESS)

/** Attacks for some seconds; answers how often each outcome came. */
export type Attacking = { attack: string; target: Target; seconds: number }

answerQuestions<Attacking>(async ({ attack: name, target, seconds }) => {
  const outcomes: Record<string, number> = {}
  const over = new AbortController()
  setMaxListeners(0, over.signal)
  const ended = new Promise<void>((resolve) =>
    setTimeout(() => {
      over.abort()
      resolve()
    }, seconds * 1_000),
  )
  const attack: Attack | undefined = attacks[name]?.attack
  await attack?.(target, over.signal, (outcome) => {
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  })
  await ended
  return outcomes
})
