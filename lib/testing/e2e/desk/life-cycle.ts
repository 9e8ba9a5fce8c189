import { describe, expect, it } from 'vitest'
import { createToken } from '@/lib/db/accounts/tokens'
import { inGrids } from '../people'
import { answers, CITY, type Desk, NIEYANG, offered, press, rowOf, seesState, seesStep, YUDU } from './world'

export function theLifeCycle(desk: Desk): void {
  const { doMeanwhile, givenEvent, person, postEvent, readEvent } = desk
  describe('what is asked is answered', () => {
    it('an extension is asked for with a wish, refused with a reason, asked for again and granted as wished', async () => {
      const event = await givenEvent(`${NIEYANG}005`)
      const handler = await person({ role: 'handler', scope: CITY })
      const supervisor = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
      await handler.go(`/events/${event.caseNumber}`)
      await press(handler.page, 'ask_extension')
      expect(await handler.page.getByTestId('extension').innerText()).toContain('现在的期限')
      await handler.page.locator('[data-offer="2"]').click()
      await handler.page.locator('textarea[name=reason]').fill('配件未到')
      await handler.page.getByTestId('do').click()
      await seesStep(handler.page, 'ask_extension')
      await supervisor.go(`/events/${event.caseNumber}`)
      await press(supervisor.page, 'refuse_extension')
      expect(await supervisor.page.getByTestId('extension').innerText()).toContain('配件未到')
      // beside what is offered, and not over it
      const beside = async () => {
        const [box, at] = [
          await supervisor.page.getByTestId('action-dialog').boundingBox(),
          await supervisor.page.getByTestId('actions').boundingBox(),
        ]
        return at && box && at.x - (box.x + box.width)
      }
      await expect.poll(beside).toBeCloseTo(16, 0)
      expect(await supervisor.page.getByTestId('at-it').innerText()).toMatch(/主\s+城管\s+尚未签收[\s\S]*派\s+派单/)
      await supervisor.page.locator('textarea[name=reason]').fill('可借用')
      await supervisor.page.getByTestId('do').click()
      await seesStep(handler.page, 'refuse_extension')
      await press(handler.page, 'ask_extension')
      await handler.page.locator('[data-offer="3"]').click()
      await handler.page.locator('textarea[name=reason]').fill('借不到')
      await handler.page.getByTestId('do').click()
      await seesStep(supervisor.page, 'ask_extension', 2)
      const { extensionWish } = await readEvent(event.id)
      await press(supervisor.page, 'grant_extension')
      await supervisor.page.getByTestId('do').click()
      await seesStep(handler.page, 'grant_extension')
      expect(Date.parse((await readEvent(event.id)).deadline ?? '')).toBe(Math.floor(Date.parse(extensionWish?.until ?? '') / 60_000) * 60_000)
    })

    it('work is suspended and resumed, sent back, asked about, and begun anew where it is not solved', async () => {
      const event = await givenEvent(`${NIEYANG}008`)
      const { token: handler } = await createToken({ name: '城管', role: 'handler', scope: CITY, expiresAt: null })
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      const supervisor = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
      const { page } = supervisor
      await supervisor.go(`/desk?event=${event.caseNumber}`)
      await press(page, 'suspend')
      const dialog = page.getByTestId('action-dialog')
      await dialog.waitFor()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      // one layer at a time: the event below it stays
      await seesState(page, 'handling')
      await answers(page, 'suspend', { reason: '等待材料' })
      await seesState(page, 'suspended')
      await press(page, 'resume')
      await seesState(page, 'handling')
      await doMeanwhile(handler, event.id, 'hand_in', { note: '已清理' })
      await seesState(page, 'awaiting_verification')
      await answers(page, 'send_back', { reason: '照片看不清' })
      await seesState(page, 'handling')
      await doMeanwhile(handler, event.id, 'hand_in', { note: '已补照片' })

      await dispatcher.go(`/events/${event.caseNumber}`)
      await press(dispatcher.page, 'verify')
      await seesState(dispatcher.page, 'closed')
      await press(dispatcher.page, 'follow_up')
      for (const name of ['satisfied', 'solved']) await dispatcher.page.locator(`[name=${name}][value=no]`).check()
      await dispatcher.page.getByTestId('do').click()
      // a dispatcher is told whom to ask, and whoever may reopen it is offered that
      await dispatcher.page.getByTestId('unhappy').getByText('可提请主管重启').waitFor()
      await page.getByTestId('unhappy').getByText('可重启').waitFor()
      await answers(page, 'reopen', { reason: '回访未解决' })
      await seesState(dispatcher.page, 'awaiting_dispatch')
      const steps = ['accept', 'dispatch', 'suspend', 'resume', 'hand_in', 'send_back', 'hand_in', 'verify', 'follow_up', 'reopen']
      expect((await readEvent(event.id)).timeline.map(({ action }) => action)).toEqual(steps)
    })

    it('a report is not accepted, by a dispatcher who says why, and whoever sent it reads the answer', async () => {
      const reporter = await person({ role: 'reporter', scope: inGrids(`${YUDU}001`) })
      const event = await postEvent(`${YUDU}001`, '0502', { token: reporter.token })
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(YUDU) })
      await go(`/desk?list=awaiting_acceptance&grid=${YUDU}001`)
      await rowOf(page, event).click()
      await seesState(page, 'awaiting_acceptance')
      expect(await offered(page)).toEqual(['accept', 'reject', 'void', 'remind', 'correct'])
      // without an answer it is not sent
      await press(page, 'reject')
      await page.getByTestId('do').click()
      expect(await page.locator('[name=answer]').evaluate((field) => field.matches(':invalid'))).toBe(true)
      await page.locator('[name=answer]').fill('属物业维修，请联系物业')
      await page.getByTestId('do').click()
      await seesState(page, 'rejected')
      await rowOf(page, event).waitFor({ state: 'detached' })
      expect(await offered(page)).toEqual([])
      expect(await readEvent(event.id)).toMatchObject({ state: 'rejected', status: 'handled', answer: '属物业维修，请联系物业' })

      await reporter.go(`/events/${event.caseNumber}`)
      await seesState(reporter.page, 'rejected')
      await reporter.page.getByTestId('event-card').getByText('属物业维修，请联系物业').first().waitFor()
    })

    it('a false report is void for a reason, and a second one of the same as its duplicate', async () => {
      const [first, again, wrong] = [await postEvent(`${YUDU}002`), await postEvent(`${YUDU}002`), await postEvent(`${YUDU}003`)]
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(YUDU) })
      await go(`/events/${wrong.caseNumber}`)
      await answers(page, 'void', { reason: '误报' })
      await seesState(page, 'void')
      expect(await page.locator('[data-testid=step][data-action=void]').innerText()).toContain('误报')
      expect(await readEvent(wrong.id)).toMatchObject({ state: 'void', status: 'void', duplicateOf: null })

      await go(`/events/${again.caseNumber}`)
      const near = page.getByTestId('near').locator('li').filter({ hasText: first.caseNumber })
      await near.getByRole('button').click()
      await seesState(page, 'void')
      expect(await readEvent(again.id)).toMatchObject({ state: 'void', duplicateOf: first.id })
      // what is void is begun anew by a supervisor alone
      expect(await offered(page)).toEqual([])
      const supervisor = await person({ role: 'supervisor', scope: inGrids(YUDU) })
      await supervisor.go(`/events/${again.caseNumber}`)
      await answers(supervisor.page, 'reopen', { reason: '不是同一件' })
      await seesState(page, 'awaiting_dispatch')
      expect(await readEvent(again.id)).toMatchObject({ state: 'awaiting_dispatch', status: 'open', duplicateOf: null })
    })

    it('what needs no one else is handled on the spot, by an operator of the grid and by whoever reported it', async () => {
      const operator = await person({ role: 'operator', scope: inGrids(`${YUDU}200`) })
      const reporter = await person({ role: 'reporter', scope: inGrids(`${YUDU}200`) })
      const events = [
        { by: operator, event: await postEvent(`${YUDU}200`) },
        { by: reporter, event: await postEvent(`${YUDU}200`, '0502', { token: reporter.token }) },
      ]
      for (const { by, event } of events) {
        await by.go(`/events/${event.caseNumber}`)
        await press(by.page, 'handle_on_spot')
        await seesState(by.page, 'closed')
        await seesStep(by.page, 'handle_on_spot')
        const { timeline, ...closed } = await readEvent(event.id)
        expect(closed).toMatchObject({ state: 'closed', status: 'handled' })
        expect(timeline.map(({ action, from, to }) => [action, from, to])).toEqual([['handle_on_spot', 'awaiting_acceptance', 'closed']])
      }
    })

    it('what is not theirs is returned by the department with a reason, and given to another', async () => {
      const event = await givenEvent(`${YUDU}201`)
      const handler = await person({ role: 'handler', scope: CITY })
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(YUDU) })
      await go(`/events/${event.caseNumber}`)
      await seesState(page, 'handling')
      await handler.go('/desk')
      await rowOf(handler.page, event).click()
      await answers(handler.page, 'return', { reason: '属市政养护范围' })
      await rowOf(handler.page, event).waitFor({ state: 'detached' })
      // the dispatcher's card moves without a touch, and says why
      await seesState(page, 'awaiting_dispatch')
      expect(await page.locator('[data-testid=step][data-action=return]').innerText()).toContain('属市政养护范围')
      expect(await readEvent(event.id)).toMatchObject({ state: 'awaiting_dispatch', lead: null })

      await press(page, 'dispatch')
      await page.getByTestId('lead-department').selectOption('市政')
      await page.getByTestId('do').click()
      await seesState(page, 'handling')
      const again = await readEvent(event.id)
      expect(again.lead).toEqual({ kind: 'department', id: '市政' })
      expect(again.timeline.map(({ action }) => action)).toEqual(['accept', 'dispatch', 'return', 'dispatch'])
      expect(await handler.go(`/events/${event.caseNumber}`)).toBe(404)
    })
  })
}
