import { listViews, removeView, saveView } from '@/lib/db/accounts/saved-views'
import { Problem } from '@/lib/domain/problem'
import { viewRoutes } from '@/lib/domain/routes/views'
import { type Served, servePerson } from './route'

export const viewsServed: readonly Served[] = [
  servePerson(viewRoutes.list, async ({ person: { viewer } }) => ({ views: await listViews(viewer.id) })),
  servePerson(viewRoutes.save, async ({ person: { viewer }, body }) => {
    await saveView(viewer.id, await body())
    return { views: await listViews(viewer.id) }
  }),
  servePerson(viewRoutes.remove, async ({ person: { viewer }, params }) => {
    if (!(await removeView(viewer.id, params().id))) throw new Problem('not_found', 'There is no such view of yours.')
    return { views: await listViews(viewer.id) }
  }),
]
