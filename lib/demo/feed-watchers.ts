import * as z from 'zod/mini'

/** Who may watch a card (督办人), whoever asks first. */
export const Watchers = z.object({ watchers: z.array(z.object({ id: z.string(), areas: z.array(z.string()) })) })
type Watcher = z.infer<typeof Watchers>['watchers'][number]

/** The id of whoever watches a card in a grid: of the smallest area that holds it, and rather an account than whoever asked; '' where there is nobody. */
export function nearestWatcher(watchers: readonly Watcher[], grid: string): string {
  const size = ({ areas }: Watcher) => Math.max(-1, ...areas.flatMap((area) => (grid.startsWith(area) ? [area.length] : [])))
  const able = watchers.filter((watcher) => size(watcher) >= 0)
  const best = Math.max(...able.map(size))
  return able.findLast((watcher) => size(watcher) === best)?.id ?? ''
}
