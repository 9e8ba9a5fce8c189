import { useCallback, useEffect, useRef, useState } from 'react'
import { alarm, notify, prepareAlarm, ring } from '@/lib/client/alarm'
import { alertNews, calls, grave, NEWS_MS } from '@/lib/client/alert-news'
import { readNamedPlace } from '@/lib/client/alert-place-read'
import { alertParts, colourName } from '@/lib/client/alert-words'
import { watchAlerts } from '@/lib/client/alerts-watch'
import type { AlertRows, AlertsHeld } from '@/lib/client/board'
import { http } from '@/lib/client/http'
import { makeStore, type Store } from '@/lib/client/store'
import { useRoute } from '@/lib/client/use-read'
import { useStore } from '@/lib/client/use-store'
import type { Alert, AlertDetail } from '@/lib/domain/alert'
import { latestDigest } from '@/lib/domain/alert-budget'
import { digestOf, hears, NO_PREFERENCES, type Preferences } from '@/lib/domain/preferences'
import { alertRoutes } from '@/lib/domain/routes/alerts'
import { reachRoutes } from '@/lib/domain/routes/reach'

/** What a page hears of alerts with whatever else it hears; null: it is still being opened. */
export type AlertSource = Store<AlertsHeld> | null
const NOTHING = makeStore<AlertsHeld>({ alerts: null, hidden: [], clockOffset: 0, mismatches: 0 })

/** Does what is read of an alert say so? One that cannot be read does: nothing asks again, and a call too many is better than silence. */
async function says(id: string, does: (alert: AlertDetail) => boolean): Promise<boolean> {
  const answer = await http(alertRoutes.read, { params: { id } })
  return !answer.ok || does(answer.body)
}

/** Was it renewed just now, by its timeline? */
const wasRenewed = (id: string, now: number) =>
  says(id, ({ timeline }) => timeline.some(({ step, at }) => step === 'renewed' && now - Date.parse(at) < NEWS_MS))

/** Did the last call of its ladder name whoever looks? They are told whatever they prefer. */
const callsMe = (id: string) => says(id, ({ callsYou }) => callsYou)

/** Tells of it outside a hidden tab. */
async function tell(alert: Alert): Promise<void> {
  const { what, place } = alertParts(alert, await readNamedPlace(alert))
  await notify(`${alert.id} ${alert.colour}`, `${colourName(alert.colour)} · ${what}`, place, `/alerts?alert=${alert.id}`)
}

/** Before the title of the tab stands how many wait. */
function useTitle(count: number): void {
  useEffect(() => {
    const name = document.title.replace(/^\(\d+\) /, '')
    document.title = count > 0 ? `(${count}) ${name}` : name
  }, [count])
}

export type PageAlerts = {
  /** red and orange ones that wait to be acknowledged, the gravest first */
  waiting: readonly Alert[]
  /** of all colours; null: not known yet */
  firing: number | null
  /** ids of those that have come, or risen, since the page was opened, and that nobody has acknowledged or closed; the gravest first */
  popups: readonly Alert[]
  /** of the server's clock, added to the page's */
  clockOffset: number
  close(id: string): void
  /** what the quiet hours that are over held back, and what was beyond the budget of alerts, each until it is closed */
  digests: readonly PageDigest[]
  closeDigest(kind: PageDigest['kind']): void
}

type PageDigest = { kind: 'quiet' | 'budget'; key: string; alerts: readonly Alert[]; from: number; to: number }

/** Of which quiet hours, and of which digest of the budget, this browser was shown it. */
const SEEN = { quiet: 'gridsight.digest', budget: 'gridsight.digest.budget' }
/** The end of quiet hours, and the time of a digest, is looked for this often. */
const DIGEST_MS = 10_000
/** What somebody has changed in another tab shows soon. */
const PREFERENCES_MS = 60_000

/** The digests that are to be shown at a time (epoch milliseconds) to somebody with these preferences. */
function digestsAt(alerts: AlertRows, preferences: Preferences, now: number): PageDigest[] {
  const quiet = digestOf(alerts.values(), preferences, now)
  // quiet hours hold these too
  const budget = latestDigest(
    [...alerts.values()].filter((alert) => hears(preferences, alert, now).when === 'now'),
    now,
  )
  return [
    ...(quiet ? [{ kind: 'quiet' as const, key: quiet.key, alerts: quiet.alerts, ...quiet.period }] : []),
    ...(budget ? [{ kind: 'budget' as const, ...budget, from: Date.parse(budget.key), to: Date.parse(budget.key) }] : []),
  ]
}

/** The digests that are due, each until it is closed in this browser. */
function useDigests(alerts: AlertRows | null, preferences: Preferences | null, clockOffset: number): Pick<PageAlerts, 'digests' | 'closeDigest'> {
  const [closed, setClosed] = useState<Readonly<Record<PageDigest['kind'], string | null>>>({ quiet: null, budget: null })
  const isWanted = preferences?.quiet != null || [...(alerts?.values() ?? [])].some(({ digest }) => digest !== undefined)
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    setClosed({ quiet: localStorage.getItem(SEEN.quiet), budget: localStorage.getItem(SEEN.budget) })
    if (!isWanted) return setNow(null)
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), DIGEST_MS)
    return () => clearInterval(timer)
  }, [isWanted])
  const found = alerts && preferences && now !== null ? digestsAt(alerts, preferences, now + clockOffset) : []
  const closeDigest = (kind: PageDigest['kind']) => {
    const key = found.find((digest) => digest.kind === kind)?.key
    if (key === undefined) return
    localStorage.setItem(SEEN[kind], key)
    setClosed((old) => ({ ...old, [kind]: key }))
  }
  return { digests: found.filter(({ kind, key }) => key !== closed[kind]), closeDigest }
}

/** The alerts that call whoever is on duty. `source`: undefined where the page hears nothing by itself; `userId`: whose preferences hold. */
export function usePageAlerts(source: AlertSource | undefined, userId: string | undefined): PageAlerts {
  const [own, setOwn] = useState<Store<AlertsHeld> | null>(null)
  const alone = source === undefined
  useEffect(() => {
    if (!alone) return
    const watch = watchAlerts()
    setOwn(watch.live)
    return watch.stop
  }, [alone])
  useEffect(prepareAlarm, [])
  const { data: preferences } = useRoute(reachRoutes.preferences, {}, { everyMs: PREFERENCES_MS, enabled: userId !== undefined })
  const preferred = useRef(NO_PREFERENCES)
  preferred.current = preferences ?? NO_PREFERENCES
  const store = (alone ? own : source) ?? NOTHING
  const alerts = useStore(store, (s) => s.alerts)
  const clockOffset = useStore(store, (s) => s.clockOffset)

  const before = useRef<AlertRows | null>(null)
  const [called, setCalled] = useState<ReadonlySet<string>>(new Set())
  const call = useCallback((news: readonly Alert[]) => {
    if (news.length === 0) return
    setCalled((old) => new Set([...old, ...news.map(({ id }) => id)]))
    for (const alert of news) void tell(alert)
    // one sound at a time: the gravest is heard
    if (news[0]) ring(news[0].colour, preferred.current.volume)
  }, [])
  const callWanted = useCallback(
    (news: readonly Alert[], now: number) => {
      const wanted = (alert: Alert) => hears(preferred.current, alert, now).when === 'now'
      call(news.filter(wanted))
      for (const alert of news) if (!wanted(alert) && alert.escalation) void callsMe(alert.id).then((does) => does && call([alert]))
    },
    [call],
  )
  useEffect(() => {
    const known = before.current
    before.current = alerts
    // what was there when the page was opened is no news
    if (!known || !alerts) return
    const now = Date.now() + store.get().clockOffset
    const { news, unsure } = alertNews(known, alerts, now)
    callWanted(news, now)
    for (const alert of unsure) void wasRenewed(alert.id, now).then((renewed) => renewed && callWanted([alert], now))
  }, [alerts, store, callWanted])
  const { digests, closeDigest } = useDigests(alerts, userId === undefined ? NO_PREFERENCES : preferences, clockOffset)

  const waiting = grave(alerts)
  useTitle(waiting.length)
  const now = Date.now() + store.get().clockOffset
  const popups = [...called].flatMap((id) => alerts?.get(id) ?? []).filter((alert) => calls(alert, now))
  const close = useCallback((id: string) => setCalled((old) => new Set([...old].filter((one) => one !== id))), [])
  const firing = alerts && [...alerts.values()].filter(({ state }) => state === 'firing').length
  return { waiting, firing, popups, clockOffset, close, digests, closeDigest }
}

/** Is sound held back by the browser? */
export const useSilenced = (): boolean => useStore(alarm, (s) => s.sound === 'blocked')
