import { QueryClient, type QueryKey, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type * as z from 'zod/mini'
import type { EventChange } from '@/lib/domain/change'
import type { Access, Named, Route } from '@/lib/domain/route'
import { type Answered, http, type Refused } from './http'
import { noteOutdated } from './outdated'
import { MIN_INTERVAL_MS, makeRefresher, SPREAD_MS } from './refresher'
import type { Input } from './request'
import { runtime } from './runtime'
import type { World } from './world'

/*
 * What pages read of the API and keep while it is looked at: whoever asks for the same shares one answer, which is read again when it has
 * grown old, never in a hidden tab.
 */

/** A server that starts or is too busy is asked again so often before a page says that it could not be read. */
const RETRIES = 2
const PASSES: ReadonlySet<string> = new Set(['lost', 'unavailable', 'starting', 'rate_limited'])

/** Of these one only hears that no answer came. */
const UNANSWERED: ReadonlySet<string | undefined> = new Set(['lost', 'unavailable', 'starting'])

/** Why something could not be read, on its way through the cache. */
class ReadFailed extends Error {
  override readonly name = 'ReadFailed'
  constructor(readonly refused: Refused) {
    super(refused.message || refused.code)
  }
}

const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // a browser that knows of no internet may stand beside its server
        networkMode: 'always',
        staleTime: MIN_INTERVAL_MS,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => failures < RETRIES && error instanceof ReadFailed && PASSES.has(error.refused.code),
        retryDelay: (failures) => 1_000 * 2 ** failures * (0.5 + Math.random()),
      },
    },
  })

/** One of the page; on the server one of each rendering, where nothing is read. */
let ofPage: QueryClient | undefined
const client = () => {
  if (typeof window === 'undefined') return makeClient()
  ofPage ??= makeClient()
  return ofPage
}

export type ReadOptions<T> = {
  /** false: nothing is asked for yet */
  enabled?: boolean
  /** what the page came with; it is read again when it has grown old */
  initial?: T
  /** read again so often, while the tab is seen */
  everyMs?: number
}
/** `fault`: why there is no answer; `failed`: the last reading did not succeed, whatever is still shown. */
export type Read<T> = { data: T | null; fault: Refused | null; failed: boolean; again(): void; set(data: T): void }

async function take<T>(answered: Promise<Answered<T>>): Promise<T> {
  const answer = await answered
  if (!answer.ok) throw new ReadFailed(answer)
  return answer.body
}

const faultOf = (error: Error | null): Refused | null =>
  error === null ? null : error instanceof ReadFailed ? error.refused : { ok: false, code: 'other', message: '', field: null, problem: {} }

/** What `read` answers, kept under a key that names all that it depends on. */
export function useRead<T>(key: QueryKey, read: () => Promise<Answered<T>>, { enabled = true, initial, everyMs }: ReadOptions<T> = {}): Read<T> {
  const [queries] = useState(client)
  // the same each time: another interval would begin anew whenever the page is drawn
  const [spreadMs] = useState(() => SPREAD_MS * Math.random())
  const { data, error, refetch } = useQuery(
    {
      queryKey: key,
      queryFn: () => take(read()),
      enabled,
      ...(initial === undefined ? {} : { initialData: () => initial }),
      ...(everyMs === undefined ? {} : { refetchInterval: everyMs + spreadMs, refetchOnWindowFocus: true }),
    },
    queries,
  )
  const fault = faultOf(error)
  // whoever polls shows what it has as that of now
  const isOld = everyMs !== undefined && data !== undefined && UNANSWERED.has(fault?.code)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was read meanwhile ends it
  useEffect(() => {
    if (isOld) return noteOutdated(queries.getQueryState(key)?.dataUpdatedAt ?? Date.now())
  }, [isOld, queries])
  const again = useCallback(() => void refetch(), [refetch])
  // what is being read meanwhile began before it, and would take its place
  const set = (known: T) => void queries.cancelQueries({ queryKey: key }).then(() => queries.setQueryData(key, known))
  return { data: data ?? null, fault: data === undefined ? fault : null, failed: error !== null, again, set }
}

/** What a route answers. */
export function useRoute<Q extends z.ZodMiniType, B extends z.ZodMiniType, A extends z.ZodMiniType, P extends z.ZodMiniType>(
  route: Route<Q, B, A, P, Access> & { answer: { json: Named<A> } },
  input: Input<Q, B, P>,
  options?: ReadOptions<z.output<A>>,
): Read<z.output<A>> {
  return useRead<z.output<A>>([route.path, input], () => http(route, input), options)
}

const BEGINNING: string | null = null

/** `told`: what is said beside the rows, of the whole list. */
type Page<T, Told> = { rows: readonly T[]; cursor: string | null; told?: Told }

/** Pages of a list, as far as they were asked for, with what the first of them told. They are read again when somebody says so: some reads are audited. */
export function useReadPages<T, Told>(
  key: QueryKey,
  read: (cursor: string | null) => Promise<Answered<Page<T, Told>>>,
  enabled = true,
): { rows: readonly T[] | null; told: Told | null; fault: Refused | null; more: (() => void) | null; again(): void } {
  const [queries] = useState(client)
  const { data, error, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    {
      queryKey: key,
      queryFn: ({ pageParam }: { pageParam: string | null }) => take(read(pageParam)),
      initialPageParam: BEGINNING,
      getNextPageParam: ({ cursor }) => cursor,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 0,
      enabled,
    },
    queries,
  )
  const rows = data ? data.pages.flatMap((page) => page.rows) : null
  return {
    rows,
    told: data?.pages[0]?.told ?? null,
    fault: faultOf(error),
    more: hasNextPage ? () => void fetchNextPage() : null,
    again: () => void refetch(),
  }
}

/** Reads again when changes come that concern what is shown (refresher.ts). */
export function useChanged(world: World, concerns: (changes: readonly EventChange[] | null) => boolean, again: () => void): void {
  useEffect(() => {
    const refresher = makeRefresher(again, () => document.hidden, runtime)
    const end = world.listen((changes) => {
      if (concerns(changes)) refresher.changed()
    })
    document.addEventListener('visibilitychange', refresher.looked)
    return () => {
      end()
      refresher.stop()
      document.removeEventListener('visibilitychange', refresher.looked)
    }
  }, [world, concerns, again])
}
