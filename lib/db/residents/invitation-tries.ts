import { networkOf } from '@/lib/domain/network'
import { isProblem, Problem } from '@/lib/domain/problem'
import { allowedTries, countTry, type Tried, takeBackTry } from '../accounts/tries'
import { writeAudit } from '../audit/audit'
import { pool } from '../engine/pool'

/**
 * Does `bind` with the code of an invitation, counted before it is looked at as one that does not hold, by its address alone: nobody is shut out by what comes
 * from elsewhere. Where more than 600 in an hour did not hold in all the county, a guard goes up, which is in the audit once an hour: each address then has five
 * tries left, so that guessing is slowed down, and a right code goes through. Throws Problem('rate_limited') with `retryAfter`, and what `bind` throws.
 */
export async function tryInvitation<T>(address: string | null, bind: () => Promise<T>): Promise<T> {
  const from = networkOf(address)
  const counted: [Tried, string][] = []
  const wait = async (what: Tried, who: string) => {
    const seconds = await countTry(what, who)
    counted.push([what, who])
    return seconds
  }
  const takeBack = () => Promise.all(counted.map(([what, who]) => takeBackTry(what, who, false)))
  let left = await wait('invitation-address', from)
  if (left === null && (await wait('invitation-all', 'all')) !== null) {
    await tellOfGuard(address)
    left = await wait('invitation-guarded', from)
  }
  if (left !== null) throw new Problem('rate_limited', `Too many codes were tried; wait ${left} s.`, { retryAfter: left })
  try {
    const bound = await bind()
    await takeBack()
    return bound
  } catch (error) {
    // a PIN that cannot be used, or no room: nothing was told of the code that is worth a guess
    if (!isProblem(error) || error.code !== 'unauthenticated') await takeBack()
    throw error
  }
}

/** Writes into the audit that the guard is up, once for as long as the count of it holds. */
async function tellOfGuard(address: string | null): Promise<void> {
  if ((await countTry('invitation-guard', 'all')) !== null) return
  await writeAudit(pool(), { actor: null, action: 'resident.guarded', address, detail: allowedTries('invitation-all') })
}
