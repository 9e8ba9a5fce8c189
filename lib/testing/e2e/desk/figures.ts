import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createAccount } from '@/lib/db/accounts/accounts'
import { Hotspots } from '@/lib/domain/hotspots'
import { WAIT_MS } from '../../wait'
import { hold } from '../hold'
import { inGrids, signIn } from '../people'
import { type Desk, NIEYANG, PASSWORD } from './world'

export function theFigures(desk: Desk): void {
  const { person, postEvent } = desk
  describe('figures', () => {
    it('shows one’s own live heat and its hotspots, each leading to its events', async () => {
      for (let i = 0; i < 6; i++) await postEvent(`${NIEYANG}002`, '0503')
      const leader = await person({ role: 'supervisor', scope: inGrids(NIEYANG), map: true })
      await leader.go('/desk')
      const { page } = leader
      await page.locator('[data-map-ready=true]').waitFor({ timeout: WAIT_MS })
      const drawn = await page.evaluate(() => window.__gridsight?.drawnGrids() ?? [])
      expect(drawn.length).toBeGreaterThan(10)
      expect(drawn.filter((code) => !code.startsWith(NIEYANG))).toEqual([])
      const { hotspots } = Hotspots.parse(await (await desk.server.fetch('/api/hotspots', leader.token)).json())
      const rows = page.getByTestId('hotspot')
      await expect.poll(() => rows.evaluateAll((r) => r.map((row) => row.getAttribute('data-grid')))).toEqual(hotspots.map((h) => h.grid))
      const own = hotspots.find((h) => h.grid.startsWith(`${NIEYANG}002`))
      expect(own?.types[0]).toEqual({ type: '0503', count: 6 })
      await page.locator(`[data-grid="${own?.grid}"] [data-testid=hotspot-open]`).click()
      await page.locator('[data-testid=list][data-list=day][data-loaded=true]').waitFor()
      expect(new URL(page.url()).searchParams.get('grid')).toBe(own?.grid)
      await expect.poll(() => page.getByTestId('event-row').count()).toBeGreaterThanOrEqual(6)
    })

    it('tells what changed since one looked, and each count its events; M says that one has, Z takes it back', async () => {
      const event = await postEvent(`${NIEYANG}006`)
      const account = { username: 'looker', name: '看的人', role: 'supervisor' as const, scope: inGrids(NIEYANG), password: PASSWORD }
      await createAccount(account, { actor: { id: 'test', name: 'test', role: null } })
      const leader = { ...(await signIn(desk.browser, desk.server.url, account, '/account')), token: '' }
      desk.keep(leader)
      const { page } = leader
      // it comes with what stands below it, which would move it
      const due = await hold(page, ({ pathname }) => pathname === '/api/services/figures')
      const looked = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/look')
      await leader.go('/desk')
      await (await looked).finished()
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
      expect(await page.getByTestId('since-looked').count()).toBe(0)
      await due.release()
      await page.getByTestId('services-due').waitFor()
      await page.getByTestId('looked-reported').click()
      await page.getByTestId('looked-event').first().click()
      // the newest: it opens where the desk opens events
      await page.locator(`[data-testid=event-card][data-revision]`).waitFor()
      expect(await page.getByTestId('case-number').innerText()).toBe(event.caseNumber)
      await page.keyboard.press('Escape')
      await page.getByTestId('drawer').waitFor({ state: 'detached' })
      await page.keyboard.press('m')
      await page.getByTestId('done').waitFor()
      await page.getByTestId('looked-reported').waitFor({ state: 'detached' })
      // it is theirs, wherever they sign in
      await page.reload()
      await page.getByTestId('since-looked').waitFor()
      expect(await page.getByTestId('looked-reported').count()).toBe(0)
      await page.getByTestId('mark-looked').click()
      await page.getByTestId('undo').waitFor()
      await page.keyboard.press('z')
      await page.getByTestId('looked-reported').waitFor()
    })

    it('takes the figures away as a file, of the period and place that are shown', async () => {
      const leader = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
      const { page } = leader
      await leader.go('/figures?period=days')
      await page.getByTestId('tiles').waitFor()
      const taken = page.waitForEvent('download')
      await page.keyboard.press('x')
      await page.locator('[name=format][value=csv]').check()
      await page.getByTestId('export-run').click()
      const file = readFileSync(await (await taken).path(), 'utf8')
      const shown = await page.locator('[data-tile=handledRate] [data-value]').getAttribute('data-value')
      const own = file.split('\r\n').find((line) => line.includes(',办结率,'))
      expect(Number(own?.split(',')[4])).toBeCloseTo(100 * Number(shown), 1)
    })

    it('opens the list behind each figure, by an address that can be shared, and goes back', async () => {
      await postEvent(NIEYANG)
      const leader = await person({ role: 'supervisor', scope: inGrids(''), map: true })
      const { page } = leader
      const behind = page.getByTestId('behind')
      /** Follows a number to its list, which is as long as the number says. */
      const follow = async (row: string, figure: string) => {
        const link = page.locator(`[data-row="${row}"] [data-figure="${figure}"]`).first()
        const count = await link.getAttribute('data-count')
        await link.click()
        await page.locator(`[data-testid=behind][data-counted="${count}"][data-listed="${count}"]`).waitFor()
        return Number(count)
      }
      await leader.go('/figures?period=all&view=table')
      expect(await follow('handledRate', 'handledRate.denominator')).toBeGreaterThan(0)
      expect(await behind.innerText()).toContain('办结率 · 发生')
      await page.reload()
      await behind.waitFor()
      await page.goBack()
      await page.locator('[data-testid=tree] [data-value=service]').click()
      const node = page.locator('[data-testid=child-rows] [data-row]').first()
      await node.waitFor()
      expect(await follow((await node.getAttribute('data-row')) ?? '', 'reported')).toBeGreaterThan(0)
      expect(new URL(page.url()).searchParams.get('service')).not.toBeNull()

      await leader.go('/desk?list=day')
      await page.locator('[data-testid=list][data-list=day]').waitFor()
      await page.locator('[data-open=rate]').click()
      await page.locator('[data-testid=behind][data-counted]').waitFor()
      expect(await behind.innerText()).toContain('未办结')
      await page.goBack()
      await page.locator('[data-testid=list][data-list=day]').waitFor()
      expect(new URL(page.url()).searchParams.get('figure')).toBeNull()

      // the layer of binding coverage: grids are shaded, and the address says it
      await page.locator('[data-testid=measure] [data-value=coverage]').click()
      await page.getByTestId('coverage-legend').waitFor()
      await page.locator('[data-testid=desk-map]:not([data-shaded="0"])[data-shaded]').waitFor()
      expect(new URL(page.url()).searchParams.get('layer')).toBe('coverage')
    })

    it('compares figures by month and by place, by keys and by clicks, and says all of it in the address', async () => {
      const leader = await person({ role: 'supervisor', scope: inGrids('') })
      const { page } = leader
      const asked = (name: string) => new URL(page.url()).searchParams.get(name)
      await leader.go('/figures')
      const tiles = page.getByTestId('tiles').locator('[data-tile]')
      await tiles.first().waitFor()
      expect(await tiles.count()).toBe(16)
      // behind each picture a table of its thirteen months
      const overdue = page.locator('[data-tile=overdueRate]')
      expect(await overdue.locator('table tbody tr').count()).toBe(13)
      await overdue.getByRole('button', { name: '超期率' }).click()
      expect(asked('fig')).toBe('overdueRate')
      expect(await page.getByTestId('compared').getByRole('heading').innerText()).toBe('超期率')
      await page.getByTestId('area-map').locator('path').nth(10).waitFor({ state: 'attached' })

      // down: street, community
      const areas = page.getByTestId('intervals').locator('tr[data-area]')
      await areas.getByRole('button', { name: '涅阳街道' }).click()
      await page.locator('[data-testid=figures][data-loading=false]').waitFor()
      expect(asked('within')).toBe('411324001')
      await page.locator('tr[data-area^="411324001"] button').first().click()
      await expect.poll(() => asked('within')?.length).toBe(12)
      await page.getByTestId('scope').selectOption('411324001')
      await page.getByTestId('against').selectOption('year')
      await expect.poll(() => asked('against')).toBe('year')

      await page.getByTestId('open-run').click()
      await page.getByTestId('run-panel').locator('.recharts-surface').waitFor()
      await page.keyboard.press('Escape')
      await tiles.first().waitFor()
      await page.keyboard.press('v')
      await page.getByTestId('figure-rows').waitFor()
      await page.keyboard.press('v')
      await tiles.first().waitFor()
      await page.locator('[data-testid=period] [data-value=custom]').click()
      await page.getByTestId('period-to').waitFor()
      const address = page.url()
      await page.reload()
      await page.locator('[data-testid=figures][data-loading=false]').waitFor()
      expect(page.url()).toBe(address)
      expect(await page.locator('[data-tile][data-chosen=true]').getAttribute('data-tile')).toBe('overdueRate')
    })
  })
}
