import * as z from 'zod/mini'
import { EventIn } from '@/lib/domain/event-in'
import type { Report, Shelf } from './outbox'

const NAME = 'gridsight'
const STORE = 'outbox'

const Kept = z.object({
  event: EventIn,
  photos: z.array(z.instanceof(Blob)),
  owner: z.string(),
  sendAt: z.number(),
  taken: z.boolean(),
  photosSent: z.int(),
  photosRefused: z.int(),
  refused: z.nullable(z.string()),
})

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE)
  return answerOf(request)
}

/** Reports in the browser's own database, photos and all, so that a phone may be closed in a dead signal. */
export function openShelf(): Shelf {
  const database = open()
  // where a browser keeps nothing (a private window), reports live as long as the page
  const memory = new Map<string, Report>()
  const within = async <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> => {
    try {
      return await answerOf(work((await database).transaction(STORE, mode).objectStore(STORE)))
    } catch (error) {
      console.error('the outbox cannot be kept', error)
      return null
    }
  }
  return {
    async all() {
      const kept = (await within<unknown[]>('readonly', (store) => store.getAll())) ?? [...memory.values()]
      return kept.flatMap((row) => {
        const parsed = Kept.safeParse(row)
        return parsed.success ? [parsed.data] : []
      })
    },
    async put(report) {
      memory.set(report.event.id, report)
      await within('readwrite', (store) => store.put({ ...report, photos: [...report.photos] }, report.event.id))
    },
    async remove(id) {
      memory.delete(id)
      await within('readwrite', (store) => store.delete(id))
    },
  }
}
