import * as z from 'zod/mini'
import { authRoutes } from '@/lib/domain/routes/auth'
import { http } from './http'
import { emptyKeptPages } from './kept-pages'
import { phoneDatabase as database } from './phone-database'
import { importKey, Sealed, seal, unseal } from './sealed'

/*
 * Whom a phone is open for. What is kept on it is sealed with a key that the server gives its owner alone and that stays here as long as they are signed in: at the
 * sign-out, at the end of the session, or when another signs in, the key and all that was read go, and what waits to be sent stays, sealed, until its owner
 * signs in again. Against whoever holds a phone that is unlocked and signed in it is no protection.
 */

const isKey = (value: unknown): value is CryptoKey => typeof CryptoKey !== 'undefined' && value instanceof CryptoKey
const Who = z.object({ owner: z.string(), key: z.nullable(z.custom<CryptoKey>(isKey)) })
type Who = z.infer<typeof Who>
const WHO = 'now'

/** A page of an http address has no such thing. */
const canSeal = (): boolean => window.isSecureContext && 'subtle' in crypto

export type Phone = {
  readonly owner: string
  /** keeps what was read under a name, for the time without a signal */
  keep(name: string, value: unknown): Promise<void>
  /** what was kept, and when (epoch milliseconds); null: nothing, or nothing of that form */
  recall<S extends z.ZodMiniType>(name: string, schema: S): Promise<{ value: z.output<S>; at: number } | null>
  seal(id: string, words: unknown, blobs: readonly Blob[]): Promise<Sealed>
  /** null: it is another's, or it cannot be opened */
  unseal(id: string, row: unknown): Promise<{ words: unknown; blobs: Blob[]; open: boolean } | null>
}

const Kept = z.object({ at: z.number(), value: z.unknown() })

function phoneOf({ owner, key }: Who): Phone {
  const unsealRow: Phone['unseal'] = async (id, row) => {
    const sealed = Sealed.safeParse(row)
    if (!sealed.success || sealed.data.owner !== owner) return null
    const found = await unseal(key, id, sealed.data)
    return found && { ...found, open: sealed.data.iv === null && key !== null }
  }
  return {
    owner,
    seal: (id, words, blobs) => seal(key, owner, id, words, blobs),
    unseal: unsealRow,
    keep: async (name, value) => database.put('read', name, await seal(key, owner, name, { at: Date.now(), value })),
    async recall(name, schema) {
      const found = await unsealRow(name, await database.get('read', name))
      const kept = Kept.safeParse(found?.words)
      const value = kept.success ? z.safeParse(schema, kept.data.value) : null
      return kept.success && value?.success ? { value: value.data, at: kept.data.at } : null
    },
  }
}

async function readWho(): Promise<Who | null> {
  const who = Who.safeParse(await database.get('who', WHO))
  return who.success ? who.data : null
}

/** The phone for whoever is signed in. What another's sign-in had left to be read is gone before it answers. */
export async function openPhone(owner: string): Promise<Phone> {
  const known = await readWho()
  if (known && known.owner !== owner) await lockPhone()
  if (known?.owner === owner && (known.key || !canSeal())) return phoneOf(known)
  const answer = canSeal() ? await http(authRoutes.phoneKey, { owner }) : null
  const who: Who = { owner, key: answer?.ok ? await importKey(answer.body.key) : null }
  await database.put('who', WHO, who)
  return phoneOf(who)
}

/** The phone for whom it was open last; null: for nobody. */
export async function lastPhone(): Promise<Phone | null> {
  const who = await readWho()
  return who && phoneOf(who)
}

const CHANNEL = 'gridsight.phone'
let closedHere = false

/** Closes the phone to whom it is open for: nothing that they read is left, and what waits stays sealed. Pages that are open in other tabs begin anew. */
export async function lockPhone(): Promise<void> {
  closedHere = true
  await database.clear('who')
  await database.clear('read')
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage('locked')
  channel.close()
}

/** Calls when the phone was closed in another tab. */
export function onLocked(then: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = () => {
    if (!closedHere) then()
  }
  return () => channel.close()
}

/** Somebody has signed in: another than before finds nothing of theirs. */
export async function admitToPhone(owner: string): Promise<void> {
  const who = await readWho()
  if (who && who.owner !== owner) await lockPhone()
}

/** Somebody has signed out: the phone is closed, and the pages that it kept are gone. */
export async function leavePhone(): Promise<void> {
  await lockPhone()
  await emptyKeptPages()
}
