const NAME = 'gridsight-phone'
/** `who`: whom this phone is open for; `read`: what they last read, by name; `waiting`: what waits to be sent, of everybody, by id. */
export type Store = 'who' | 'read' | 'waiting'
const STORES: readonly Store[] = ['who', 'read', 'waiting']

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** What a transaction was asked for, once it is complete: what a request was answered is undone where there is no room at its end. */
const doneIn = <T>(transaction: IDBTransaction, request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error)
  })

let opened: Promise<IDBDatabase> | undefined
function database(): Promise<IDBDatabase> {
  const open = async () => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store)
    }
    return answerOf(request)
  }
  opened ??= open()
  return opened
}

/** Where a browser keeps nothing (a private window), or has no room left, what is put lives as long as the page. */
const memory: Record<Store, Map<string, unknown>> = { who: new Map(), read: new Map(), waiting: new Map() }

async function within<T>(store: Store, mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  try {
    const transaction = (await database()).transaction(store, mode)
    return await doneIn(transaction, work(transaction.objectStore(store)))
  } catch (error) {
    console.error('nothing can be kept here', error)
    return null
  }
}

/** The browser's own database, so that a phone may be closed in a dead signal. What is read is as it was put: it has yet to be parsed. */
export const phoneDatabase = {
  async get(store: Store, key: string): Promise<unknown> {
    return (await within<unknown>(store, 'readonly', (of) => of.get(key))) ?? memory[store].get(key)
  },
  async all(store: Store): Promise<[id: string, value: unknown][]> {
    const keys = await within(store, 'readonly', (of) => of.getAllKeys())
    const values = await within<unknown[]>(store, 'readonly', (of) => of.getAll())
    const stored = keys && values && keys.length === values.length ? keys.map((key, i) => [String(key), values[i]] as const) : []
    return [...new Map([...stored, ...memory[store]])]
  },
  async put(store: Store, key: string, value: unknown): Promise<void> {
    if ((await within(store, 'readwrite', (of) => of.put(value, key))) === null) memory[store].set(key, value)
    else memory[store].delete(key)
  },
  async remove(store: Store, key: string): Promise<void> {
    memory[store].delete(key)
    await within(store, 'readwrite', (of) => of.delete(key))
  },
  async clear(store: Store): Promise<void> {
    memory[store].clear()
    await within(store, 'readwrite', (of) => of.clear())
  },
}

/** What the outbox of before kept, reports only and open to whoever looked: it is taken over and taken away. */
export async function takeOldOutbox(isMine: (row: unknown) => boolean): Promise<unknown[]> {
  const [NAME_BEFORE, STORE_BEFORE] = ['gridsight', 'outbox']
  try {
    // asking for a database makes it
    if ('databases' in indexedDB && !(await indexedDB.databases()).some(({ name }) => name === NAME_BEFORE)) return []
    const old = await answerOf(indexedDB.open(NAME_BEFORE))
    try {
      if (!old.objectStoreNames.contains(STORE_BEFORE)) return []
      const store = () => old.transaction(STORE_BEFORE, 'readwrite').objectStore(STORE_BEFORE)
      return (await answerOf<unknown[]>(store().getAll())).filter(isMine)
    } finally {
      old.close()
    }
  } catch (error) {
    console.error('the outbox of before cannot be read', error)
    return []
  }
}

/** A report of the outbox of before has been taken over. */
export async function forgetOld(id: string): Promise<void> {
  const old = await answerOf(indexedDB.open('gridsight'))
  const transaction = old.transaction('outbox', 'readwrite')
  await doneIn(transaction, transaction.objectStore('outbox').delete(id))
  old.close()
}
