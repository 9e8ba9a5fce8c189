import { reachRoutes } from '@/lib/domain/routes/reach'
import { alarm, askForNotices } from './alarm'
import { http } from './http'
import { currentLanguage } from './language'
import { makeStore } from './store'

/**
 * Is this browser told of alerts while no page is open? `none`: it cannot be; `insecure`: not without https; `unreachable`: its push service did not
 * answer, as without internet.
 */
export type Push = { state: 'none' | 'insecure' | 'off' | 'on' | 'unreachable'; id: string | null; busy: boolean }
export const push = makeStore<Push>({ state: 'none', id: null, busy: false })

/** Who has asked for it in this browser, so that nobody has it who signs in here later. */
const WANTED = 'gridsight.push'
const WORKER = '/sw.js'

/** A browser without internet tries for ever. */
const ANSWER_MS = 15_000
const soon = <T>(doing: Promise<T>): Promise<T> =>
  Promise.race([doing, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer of the push service')), ANSWER_MS))])

const canPush = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** Registers what shows notices for hidden tabs and pushes; null where the browser has or allows no such thing. */
async function register(): Promise<ServiceWorkerRegistration | null> {
  try {
    return await active(await navigator.serviceWorker.register(WORKER, { scope: '/' }))
  } catch {
    return null
  }
}

/** `navigator.serviceWorker.ready` is that of the page, which may have a narrower one (kept-pages.ts). */
function active(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const { installing, waiting } = registration
  const coming = installing ?? waiting
  if (registration.active || !coming) return Promise.resolve(registration)
  return new Promise((resolve) => {
    coming.addEventListener('statechange', () => {
      if (registration.active) resolve(registration)
    })
  })
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}

/** Looks how it stands, once a page: what somebody asked for here before goes on in their new session. */
export async function preparePush(userId: string): Promise<void> {
  if (!window.isSecureContext) return push.set({ state: 'insecure' })
  if (!canPush()) return push.set({ state: 'none' })
  push.set({ state: 'off' })
  // a browser that has the worker of before, by another address, is given this one, permission or not
  if (Notification.permission !== 'granted') return void ((await navigator.serviceWorker.getRegistration('/')) && (await register()))
  const worker = await register()
  if (!worker) return push.set({ state: 'none' })
  if (localStorage.getItem(WANTED) !== userId) return
  push.set({ busy: true })
  await subscribe(worker, userId)
  push.set({ busy: false })
}

/** Has this browser told from now on; only ever from a button, since the browser asks. */
export async function turnOnPush(userId: string): Promise<void> {
  if (Notification.permission !== 'granted') await askForNotices()
  if (alarm.get().notice !== 'granted') return
  push.set({ busy: true })
  const worker = await register()
  if (worker) await subscribe(worker, userId)
  push.set({ busy: false, ...(!worker && { state: 'none' }) })
}

async function subscribe(worker: ServiceWorkerRegistration, userId: string): Promise<void> {
  localStorage.setItem(WANTED, userId)
  try {
    const made = (await worker.pushManager.getSubscription()) ?? (await soon(subscribeAnew(worker)))
    if (!made) return
    const { endpoint = '', keys = {} } = made.toJSON()
    const { p256dh = '', auth = '' } = keys
    const answer = await http(reachRoutes.subscribe, { body: { endpoint, keys: { p256dh, auth }, language: currentLanguage() } })
    if (answer.ok) push.set({ state: 'on', id: answer.body.current ?? null })
  } catch {
    push.set({ state: 'unreachable', id: null })
  }
}

async function subscribeAnew(worker: ServiceWorkerRegistration): Promise<PushSubscription | null> {
  const known = await http(reachRoutes.push)
  if (!known.ok) return null
  return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(known.body.publicKey) })
}

/** Tells this browser nothing more. */
export async function turnOffPush(): Promise<void> {
  push.set({ busy: true })
  localStorage.removeItem(WANTED)
  const { id } = push.get()
  if (id !== null) await http(reachRoutes.unsubscribe, { params: { id } })
  const worker = await navigator.serviceWorker.getRegistration('/')
  await (await worker?.pushManager.getSubscription())?.unsubscribe()
  push.set({ state: 'off', id: null, busy: false })
}
