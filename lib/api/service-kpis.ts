import type * as z from 'zod/mini'
import { readSetting } from '@/lib/db/engine/settings'
import { loadPeopleBook } from '@/lib/db/people/people-book'
import type { Viewer } from '@/lib/domain/access'
import { type Kpis, KpiWeights, wholeHours } from '@/lib/domain/figures'
import { KPI_WEIGHTS, KPI_WEIGHTS_SETTING } from '@/lib/domain/kpi'
import type { ServiceNode } from '@/lib/domain/people'
import { Problem } from '@/lib/domain/problem'
import type { KpisQuery } from '@/lib/domain/routes/kpis'
import { reachOf } from '@/lib/domain/service-tree'
import { kpisOfAreas } from '@/lib/live/board-queries'
import { live } from '@/lib/live/live'
import { nextSlice } from '@/lib/live/slices'
import type { Tree } from '@/lib/live/tree'
import { englishName } from './english-name'

/**
 * The figures of a period along the service tree: of a node, or of all nodes, and of each node right below. A node's events are those of
 * the grids that it lies in, all that is below them included. Throws Problem('not_found') for a node that lies nowhere in the scope.
 */
export async function readServiceKpis(viewer: Viewer, { within, from, to }: z.output<typeof KpisQuery>): Promise<Kpis> {
  const running = live()
  await running.settled()
  const [book, own] = await Promise.all([loadPeopleBook(), readSetting(KPI_WEIGHTS_SETTING, KpiWeights)])
  await nextSlice(viewer.id)
  const weights = own ?? KPI_WEIGHTS
  const { board } = running
  const now = Date.now()
  const bound = (text: string | undefined) => (text === undefined ? null : Date.parse(text))
  const period = { from: bound(from), to: bound(to) }
  const view = board.view(viewer)
  const reach = reachOf(book.nodes)
  const areaOf = ({ code }: ServiceNode) => placesIn(board.tree, reach.get(code) ?? [])
  const isSeen = (area: ReadonlySet<number>) => [...area].some((place) => view.audience.plain[place])
  const areas = new Map(book.nodes.map((node) => [node.code, areaOf(node)]))
  const seen = book.nodes.filter(({ code }) => isSeen(areas.get(code) ?? new Set()))
  const node = within ? seen.find(({ code }) => code === within) : undefined
  if (within && !node) throw new Problem('not_found', `There is no node ${within} of the service tree here.`)

  const below = seen.filter(({ parentCode }) => (parentCode ?? '') === (within ?? ''))
  const whole = node ? (areas.get(node.code) ?? new Set<number>()) : union(below.map(({ code }) => areas.get(code) ?? new Set()))
  const everywhere = new Set(view.audience.places)
  const used = wholeHours(period.from, period.to, now)
  const [total, all, ...figures] = kpisOfAreas(
    view,
    used,
    [whole, everywhere, ...below.map(({ code }) => areas.get(code) ?? new Set<number>())],
    now,
    weights,
  )
  const frame = board.kpis(viewer, period, now, weights)
  return {
    ...frame,
    within: within || null,
    total: total ?? frame.total,
    children: [],
    nodes: below.flatMap(({ code, name, level }, i) => {
      const figure = figures[i]
      const children = seen.filter(({ parentCode }) => parentCode === code).length
      return figure ? [{ node: code, name, nameEn: englishName(name), level, children, ...figure }] : []
    }),
    path: node ? pathTo(node, book.nodes) : [],
    unplaced: node ? null : (all?.reported ?? 0) - (total?.reported ?? 0),
    funnel: undefined,
  }
}

/** The places of grids and of all that lies in them. */
function placesIn(tree: Tree, codes: Iterable<string>): Set<number> {
  const wanted = new Set(codes)
  const places = new Set<number>()
  tree.nodes.forEach(({ code }, place) => {
    if (wanted.has(code)) for (let i = place; i < (tree.end[place] ?? 0); i++) places.add(i)
  })
  return places
}

const union = (areas: readonly ReadonlySet<number>[]): Set<number> => new Set(areas.flatMap((area) => [...area]))

function pathTo(node: ServiceNode, nodes: readonly ServiceNode[]): { node: string; name: string; nameEn: string }[] {
  const path: ServiceNode[] = []
  for (let at: ServiceNode | undefined = node; at && !path.includes(at); ) {
    path.unshift(at)
    const { parentCode }: ServiceNode = at
    at = parentCode === null ? undefined : nodes.find(({ code }) => code === parentCode)
  }
  return path.map(({ code, name }) => ({ node: code, name, nameEn: englishName(name) }))
}
