import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { localOf } from '@/lib/client/due'
import { createAccount } from '@/lib/db/accounts/accounts'
import { DAY_MS } from '@/lib/domain/clock'
import { inGrids, signIn } from '../people'
import { answers, CITY, type Desk, NIEYANG, PASSWORD, press, seesStep } from './world'

export function theCards(desk: Desk): void {
  const { givenEvent, keep, person } = desk
  describe('a card', () => {
    it('a red card is replied to, refused, replied to again and lifted, and its list tells', async () => {
      const event = await givenEvent(`${NIEYANG}006`)
      const handler = await person({ role: 'handler', scope: CITY })
      // cards are watched by people who have accounts
      const account = {
        username: `watcher-${randomUUID().slice(0, 8)}`,
        name: '督办的人',
        role: 'supervisor' as const,
        scope: inGrids(NIEYANG),
        password: PASSWORD,
      }
      await createAccount(account, { actor: { id: 'test', name: 'test', role: null } })
      const supervisor = { ...(await signIn(desk.browser, desk.server.url, account, '/account')), token: '' }
      keep(supervisor)
      const { page } = supervisor
      const card = page.locator(`[data-testid=card-row][data-case="${event.caseNumber}"]`)
      await supervisor.go(`/events/${event.caseNumber}`)
      await press(page, 'supervise')
      await page.locator('[name=card][value=red]').check()
      await page.locator('select[name=supervisor]').selectOption({ label: account.name })
      await page.locator('[name=demandedReply]').fill('三日内报处置方案')
      await page.locator('[name=deadline]').fill('2099-01-01T08:00')
      await page.getByTestId('do').click()
      // ten years are the most
      await page.getByTestId('action-dialog').getByRole('alert').waitFor()
      await page.locator('[name=deadline]').fill(localOf(new Date(Date.now() + 3 * DAY_MS).toISOString()))
      await page.getByTestId('do').click()
      await seesStep(page, 'supervise')
      expect(await page.locator('[data-testid=step][data-action=supervise]').innerText()).toMatch(/红牌督办 · 督办人 .* · 回复期限/)
      await handler.go(`/events/${event.caseNumber}`)
      await answers(handler.page, 'reply', { note: '方案见附件' })
      await page.locator('[data-testid=card-state]', { hasText: '已回复' }).waitFor()
      // whoever watches it is told over the page that they are on, and leaves the notice
      await page.getByTestId('card-news').getByText('红牌督办已回复，等你看').waitFor()
      expect(await page.getByTestId('cards-awaiting').innerText()).toBe('1')
      await page.getByTestId('card-close').click()
      await page.getByTestId('card-news').waitFor({ state: 'detached' })
      await answers(page, 'refuse_reply', { reason: '没有附件' })
      await seesStep(handler.page, 'refuse_reply')
      await answers(handler.page, 'reply', { note: '已补附件' })
      await seesStep(page, 'reply', 2)
      // a second reply is news again, which leads there
      await supervisor.go('/figures')
      await page.getByTestId('card-look').click()
      await page.waitForURL(`**/events/${event.caseNumber}`)
      await page.goto(`${desk.server.url}/cards?view=awaiting`)
      expect(await card.innerText()).toContain('已回复')
      await page.locator('[data-testid=card-view] [data-value=waiting]').click()
      await card.waitFor({ state: 'detached' })
      await supervisor.go(`/events/${event.caseNumber}`)
      await answers(page, 'lift', { reason: '已按要求处置' })
      await page.getByTestId('supervision').waitFor({ state: 'detached' })
      await page.goto(`${desk.server.url}/cards`)
      await page.getByTestId('cards').waitFor()
      expect(await card.count()).toBe(0)
    })
  })
}
