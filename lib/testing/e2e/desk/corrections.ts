import { describe, expect, it } from 'vitest'
import { inGrids } from '../people'
import { type Desk, NIEYANG, press, rowOf, seesStep } from './world'

export function theCorrections(desk: Desk): void {
  const { person, postEvent, readEvent } = desk
  describe('what was wrong', () => {
    it('a wrong click is taken back, alone and several at once, and a wrong type put right', async () => {
      const events = [await postEvent(`${NIEYANG}007`), await postEvent(`${NIEYANG}007`)]
      const [event, other] = events
      if (!event || !other) throw new Error('nothing was posted')
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG), map: true, spoils: true })
      const { page } = dispatcher
      await dispatcher.go(`/desk?list=awaiting_acceptance&grid=${NIEYANG}007`)
      await rowOf(page, event).locator('[data-action=accept]').waitFor()
      await page.clock.install()
      await rowOf(page, event).locator('[data-action=accept]').click()
      // the offer of ten seconds waits while the focus is on it
      const undo = page.getByTestId('done').getByTestId('undo')
      await undo.focus()
      await page.clock.runFor(12_000)
      await undo.click()
      // its row may never have gone, where the page was slower than the hand
      await expect.poll(async () => (await readEvent(event.id)).timeline.map(({ action }) => action)).toEqual(['accept', 'undo'])
      await rowOf(page, event).waitFor()
      for (const one of events) await rowOf(page, one).locator('input[type=checkbox]').check()
      await page.locator('[data-bulk=accept]').click()
      await page.getByTestId('bulk-run').click()
      await page.getByTestId('bulk-dialog').getByTestId('undo').click()
      await expect
        .poll(async () => (await Promise.all(events.map(({ id }) => readEvent(id)))).map(({ state }) => state))
        .toEqual(events.map(() => 'awaiting_acceptance'))
      await page.getByTestId('bulk-end').click()

      await dispatcher.go(`/events/${other.caseNumber}`)
      await press(page, 'correct')
      await page.locator('[name=type]').selectOption('0501')
      await page.locator('[name=urgency]').selectOption('2')
      await page.locator('textarea[name=reason]').fill('现场是垃圾')
      await page.getByTestId('do').click()
      await seesStep(page, 'correct')
      expect(await page.locator('[data-testid=step][data-action=correct]').innerText()).toMatch(/类型：占道经营 → 暴露垃圾[\s\S]*紧急程度/)
      expect(await readEvent(other.id)).toMatchObject({ type: '0501', urgency: 2 })

      // a place that was wrong is put right on the map, which says the grid before it is saved
      await press(page, 'correct')
      await page.getByTestId('correct-on-map').click()
      await page.locator('[data-testid=pick]:not([disabled])').waitFor()
      const middle = await page.getByTestId('picker-map').boundingBox()
      if (!middle) throw new Error('no map')
      const [x, y] = [middle.x + middle.width / 2, middle.y + middle.height / 2]
      const picked = page.getByTestId('pick-name')
      for (let drags = 0; drags < 12 && [other.grid, ''].includes((await picked.getAttribute('data-grid')) ?? ''); drags++) {
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x - 60, y, { steps: 4 })
        await page.mouse.up()
      }
      await page.getByTestId('pick').click()
      const point = page.getByTestId('correct-point')
      await point.getByText('将归入').waitFor()
      const wanted = await point.getAttribute('data-grid')
      await page.locator('textarea[name=reason]').fill('报错了楼')
      await page.getByTestId('do').click()
      await seesStep(page, 'correct', 2)
      const moved = await readEvent(other.id)
      expect(moved.grid).toBe(wanted)
      expect(moved.position).not.toBeNull()
      expect(moved.position).not.toEqual(other.position)
    })
  })
}
