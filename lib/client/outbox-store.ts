import * as z from 'zod/mini'
import { EventAction } from '@/lib/domain/event-actions'
import { EventIn } from '@/lib/domain/event-in'
import { EventState } from '@/lib/domain/life'
import type { Shelf } from './outbox'
import type { Phone } from './phone'
import { phoneDatabase as database, forgetOld, takeOldOutbox } from './phone-database'
import type { Waiting } from './waiting'

const Act = z.object({
  action: z.enum(['take', 'hand_in']),
  event: z.object({ id: z.string(), caseNumber: z.string(), type: z.string(), grid: z.string() }),
  note: z.optional(z.string()),
  expectedRevision: z.int(),
})
const Duty = z.object({
  action: z.enum(['find', 'do']),
  item: z.object({ id: z.string(), name: z.string(), revision: z.int() }),
  at: z.optional(z.string()),
  values: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  households: z.optional(z.int()),
  words: z.optional(z.string()),
  finding: z.optional(
    z.object({
      words: z.string(),
      solved: z.optional(z.boolean()),
      type: z.optional(z.string()),
      position: z.optional(z.tuple([z.number(), z.number()])),
    }),
  ),
})
const Refused = z.object({
  code: z.string(),
  event: z.nullable(
    z.object({
      revision: z.int(),
      state: EventState,
      actions: z.array(EventAction),
      last: z.nullable(z.object({ actor: z.nullable(z.string()), action: z.string(), at: z.string() })),
    }),
  ),
})
/** Something that waits, without its photos, as it is sealed. */
const Words = z.object({
  what: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('report'), event: EventIn }),
    z.object({ kind: z.literal('act'), act: Act }),
    z.object({ kind: z.literal('duty'), duty: Duty }),
  ]),
  at: z.number(),
  sendAt: z.number(),
  taken: z.boolean(),
  photosSent: z.int(),
  photosRefused: z.int(),
  refused: z.nullable(Refused),
})

/** A report of the outbox of before: only reports, and the code of a refusal alone. */
const Old = z.object({
  event: EventIn,
  photos: z.array(z.instanceof(Blob)),
  owner: z.string(),
  sendAt: z.number(),
  taken: z.boolean(),
  photosSent: z.int(),
  photosRefused: z.int(),
  refused: z.nullable(z.string()),
})

/** Where what waits is kept on this phone, sealed to whom it is open for: what waits for others is left as it is. */
export function openShelf(phone: Phone): Shelf {
  const put = async ({ id, photos, ...words }: Waiting) => database.put('waiting', id, await phone.seal(id, words, photos))
  const takeOver = async () => {
    const old = await takeOldOutbox((row) => Old.safeParse(row).data?.owner === phone.owner)
    for (const row of old) {
      const { event, photos, sendAt, taken, photosSent, photosRefused, refused } = Old.parse(row)
      const code = refused === null ? null : { code: refused, event: null }
      await put({ id: event.id, what: { kind: 'report', event }, photos, at: sendAt, sendAt, taken, photosSent, photosRefused, refused: code })
      await forgetOld(event.id)
    }
  }
  const before = takeOver().catch((error: unknown) => console.error('the outbox of before cannot be taken over', error))
  return {
    async all() {
      await before
      const found: Waiting[] = []
      for (const [id, row] of await database.all('waiting')) {
        const opened = await phone.unseal(id, row)
        const words = Words.safeParse(opened?.words)
        if (!opened || !words.success) continue
        const waiting: Waiting = { id, photos: opened.blobs, ...words.data }
        // written before the key had come
        if (opened.open) await put(waiting)
        found.push(waiting)
      }
      return found
    },
    put,
    remove: (id) => database.remove('waiting', id),
    async alone(run) {
      // a page of an http address has no locks; what is sent twice is still one
      if ('locks' in navigator) await navigator.locks.request('gridsight.outbox', run)
      else await run()
    },
  }
}
