import { expect, it } from 'vitest'
import { MAX_VIEWS, type SavedViewIn, SavedViewIn as Schema } from '@/lib/domain/saved-view'
import { describeEachEngine } from '@/lib/testing/database'
import { createAccount } from './accounts'
import { listViews, removeView, saveView } from './saved-views'

const by = { actor: { id: 'cli', name: 'root', role: null } }
const scope = { kind: 'grids' as const, prefixes: [''] }
const make = async (username: string) =>
  (await createAccount({ username, name: username, role: 'dispatcher', scope, password: 'Right-password-1' }, by)).account.id
const view = (name: string, query = '?light=overdue'): SavedViewIn => ({ list: 'events', name, query })

describeEachEngine('saved views', () => {
  it('are each person’s own, keep their order, and give way to one of the same name', async () => {
    const [anna, berta] = [await make('anna'), await make('berta')]
    await saveView(anna, view('超期'))
    await saveView(anna, view('安国路', '?q=%E5%AE%89%E5%9B%BD%E8%B7%AF'))
    await saveView(berta, view('超期'))
    await saveView(anna, view('超期', '?light=overdue&urgency=1'))
    const mine = await listViews(anna)
    expect(mine.map(({ name, query }) => [name, query])).toEqual([
      ['超期', '?light=overdue&urgency=1'],
      ['安国路', '?q=%E5%AE%89%E5%9B%BD%E8%B7%AF'],
    ])
    expect(await removeView(berta, mine[0]?.id ?? '')).toBe(false)
    expect(await removeView(anna, mine[0]?.id ?? '')).toBe(true)
    expect([(await listViews(anna)).length, (await listViews(berta)).length]).toEqual([1, 1])
  })

  it('are no more than a person may have, however many are saved at once', async () => {
    const carla = await make('carla')
    const saved = await Promise.allSettled(Array.from({ length: MAX_VIEWS + 5 }, (_, i) => saveView(carla, view(`视图 ${i}`))))
    expect(saved.filter(({ status }) => status === 'rejected')).toHaveLength(5)
    const views = await listViews(carla)
    expect(views).toHaveLength(MAX_VIEWS)
    await saveView(carla, view(views[0]?.name ?? '', ''))
  })
})

it('takes what an address says, and no address', () => {
  for (const query of ['', '?', '?q=a&state=handling']) expect(Schema.safeParse(view('x', query)).success).toBe(true)
  for (const query of ['/desk', 'javascript:1', '?a b', '?a#b', '?\n']) expect(Schema.safeParse(view('x', query)).success).toBe(false)
})
