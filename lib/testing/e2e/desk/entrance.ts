import { describe, expect, it } from 'vitest'
import { createAccount, findAccount } from '@/lib/db/accounts/accounts'
import { pool } from '@/lib/db/engine/pool'
import { hold } from '../hold'
import { inGrids } from '../people'
import { type Desk, NIEYANG, openList, PASSWORD, rowOf, submitSignIn, XUEFENG } from './world'

export function theEntrance(desk: Desk): void {
  const { person, postEvent, stranger } = desk
  describe('whoever comes', () => {
    it('shows a leader of one street nothing of another', async () => {
      const foreign = await postEvent(XUEFENG)
      const leader = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
      const { page } = leader
      await leader.go('/desk?list=open')
      for (const list of ['open', 'day', 'awaiting_acceptance', 'overdue']) {
        await openList(page, list)
        expect(await rowOf(page, foreign).count(), list).toBe(0)
      }
      await leader.go(`/desk?list=open&grid=${XUEFENG}`)
      await page.getByTestId('empty').waitFor()
      for (const name of [foreign.caseNumber, foreign.id, String(foreign.number)]) expect(await leader.go(`/events/${name}`), name).toBe(404)
      await leader.go(`/desk?event=${foreign.caseNumber}`)
      await page.locator('[data-testid=event-card][data-state=missing]').waitFor()
      const heard = () => page.evaluate((n) => window.__gridsight?.state().board?.recent.some((e) => e.number === n), foreign.number)
      await expect.poll(heard).toBe(false)
    })

    it('lists nothing by its codes while their names are on the way', async () => {
      const event = await postEvent(NIEYANG)
      const leader = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
      const { page } = leader
      const held = [await hold(page, '**/api/snapshot*'), await hold(page, '**/api/grids*')]
      const read = page.waitForResponse((answer) => answer.url().includes('/api/events?'))
      await leader.go('/desk?list=open')
      await (await read).finished()
      await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
      const bars = page.locator('[data-testid=list], [data-testid=hotspots]').getByTestId('waiting-bars')
      // those of types first, those of grids after them
      for (const [i, names] of held.entries()) {
        await expect.poll(() => held.map(({ asked }) => asked())).toEqual([1, i])
        expect([await bars.count(), await page.getByTestId('event-row').count()]).toEqual([2, 0])
        await names.release()
      }
      await rowOf(page, event).waitFor()
      await expect.poll(() => bars.count()).toBe(0)
    })

    it('lets an administrator of one street read the settings of the county, and change none', async () => {
      const administrator = await person({ role: 'administrator', scope: inGrids(NIEYANG) })
      await administrator.go('/settings')
      const { page } = administrator
      await page.getByTestId('read-only').waitFor()
      const buttons = page.getByTestId('county-settings').locator('button')
      await buttons.first().waitFor()
      expect(await buttons.evaluateAll((all) => all.every((button) => button.matches(':disabled')))).toBe(true)
      // the accounts of the street are theirs
      expect(await page.locator('input[name=username]').isEnabled()).toBe(true)
    })

    it('locks an account after five wrong passwords, and says nothing that tells', async () => {
      const account = { username: 'locked', name: '被锁的人', role: 'viewer' as const, scope: inGrids(''), password: PASSWORD }
      await createAccount(account, { actor: { id: 'test', name: 'test', role: null } })
      await stranger(async (page) => {
        await page.goto(`${desk.server.url}/sign-in`)
        const told: string[] = []
        for (const password of [...Array(5).fill('Wrong-password-1'), PASSWORD]) {
          await submitSignIn(page, 'locked', password)
          const alert = page.locator('[data-testid=sign-in] [role=alert]')
          await expect.poll(() => alert.innerText()).not.toBe('')
          told.push(await alert.innerText())
        }
        expect(new Set(told).size).toBe(1)
        expect((await findAccount('locked'))?.lockedUntil).not.toBeNull()
        await pool().query(`UPDATE users SET locked_until = locked_until - interval '15 minutes' WHERE username = 'locked'`)
        await submitSignIn(page, 'locked', PASSWORD)
        await page.waitForURL('**/wall')
      })
    })

    it('sends a stranger to the sign-in, and back', async () => {
      const context = await desk.browser.newContext()
      const page = await context.newPage()
      for (const path of ['/desk?list=overdue', '/report', '/events/1']) {
        await page.goto(`${desk.server.url}${path}`)
        const at = new URL(page.url())
        expect([at.pathname, at.searchParams.get('next')]).toEqual(['/sign-in', path])
      }
      await context.close()
    })
  })
}
